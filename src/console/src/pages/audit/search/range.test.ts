import assert from 'node:assert/strict';
import { test } from 'vitest';
import { barMinutes, barStarts, brushed, momentOf, QUICK_RANGES, quickOf, quickRange, toUtc } from './range';

const now = Date.parse('2026-11-22T08:30:42Z');

test('a quick range is known again, also some minutes later', () => {
  for (const range of QUICK_RANGES) {
    assert.equal(quickOf(quickRange(range, now), now), range);
    assert.equal(quickOf(quickRange(range, now), now + 60_000), range);
  }
  assert.equal(quickOf({ from: '2026-11-20' }, now), undefined);
  assert.equal(quickOf({ ...quickRange('1h', now), to: toUtc(now) }, now), undefined);
  assert.deepEqual(quickRange('1h', now), { from: '2026-11-22T07:30:00Z' });
});

test('days and times are moments', () => {
  assert.equal(momentOf('2026-11-22'), Date.parse('2026-11-22T00:00:00Z'));
  assert.equal(momentOf('2026-11-22T08:30:42Z'), now);
  assert.equal(momentOf('yesterday'), undefined);
  assert.equal(momentOf(undefined), undefined);
});

test('bars are few enough to read', () => {
  const minutes = (length: number): number => barMinutes(now - length * 60_000, now);
  assert.deepEqual([15, 60, 1440, 7 * 1440, 30 * 1440, 90 * 1440].map(minutes), [1, 1, 15, 120, 720, 1440]);
  assert.equal(minutes(1440 * 36500), 44640);
});

test('bars cover the range, from multiples of their width', () => {
  const starts = barStarts(Date.parse('2026-11-22T08:07:00Z'), Date.parse('2026-11-22T09:00:00Z'), 15).map(toUtc);
  assert.deepEqual(starts, ['2026-11-22T08:00:00Z', '2026-11-22T08:15:00Z', '2026-11-22T08:30:00Z', '2026-11-22T08:45:00Z']);
});

test('a brush does not leave the range', () => {
  const from = Date.parse('2026-11-22T08:07:00Z');
  const to = Date.parse('2026-11-22T08:50:00Z');
  const starts = barStarts(from, to, 15);
  assert.deepEqual(brushed(starts[0]!, starts[1]!, 15, from, to), { from: '2026-11-22T08:07:00Z', to: '2026-11-22T08:30:00Z' });
  assert.deepEqual(brushed(starts[2]!, starts[3]!, 15, from, to), { from: '2026-11-22T08:30:00Z', to: '2026-11-22T08:50:00Z' });
});
