import assert from 'node:assert/strict';
import { test } from 'vitest';
import { dayAfter, daysBetween, isDay, today } from './days';

test('days are counted in UTC', () => {
  assert.equal(today(Date.parse('2026-11-22T23:59:59Z')), '2026-11-22');
  assert.equal(dayAfter('2026-02-28'), '2026-03-01');
  assert.equal(dayAfter('2026-03-01', -1), '2026-02-28');
  assert.equal(daysBetween('2026-02-28', '2026-03-02'), 2);
  assert.deepEqual(['2026-11-22', '2026-13-01', 'x', null].map(isDay), [true, false, false, false]);
});
