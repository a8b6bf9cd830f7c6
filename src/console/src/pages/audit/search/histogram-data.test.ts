import assert from 'node:assert/strict';
import { test } from 'vitest';
import { ceilingOf, columnsOf, totals } from './histogram-data';

const from = Date.parse('2026-11-22T08:00:00Z');
const to = Date.parse('2026-11-22T08:45:00Z');

test('bars fall into their columns, empty ones stay', () => {
  const columns = columnsOf(
    [
      { start: '2026-11-22T08:00:00.000000Z', kind: 'query', outcome: 'active', count: 7 },
      { start: '2026-11-22T08:00:00.000000Z', kind: 'admin', count: 1 },
      { start: '2026-11-22T08:00:00.000000Z', kind: 'access', count: 2 },
      { start: '2026-11-22T08:30:00Z', kind: 'query', outcome: 'unknown', count: 3 },
      { start: '2026-11-22T09:30:00Z', kind: 'query', outcome: 'unknown', count: 9 },
    ],
    from,
    to,
    15,
  );
  assert.deepEqual(columns.map((column) => column.total), [10, 0, 3]);
  assert.equal(columns[0]?.counts.other, 3);
  assert.deepEqual([totals(columns).active, totals(columns).unknown], [7, 3]);
});

test('the axis ends at a round number', () => {
  const ceiling = (total: number): number => ceilingOf([{ start: 0, counts: totals([]), total }]);
  assert.deepEqual([0, 1, 3, 7, 9, 11, 28, 420, 999].map(ceiling), [1, 1, 3, 8, 10, 20, 30, 500, 1000]);
});
