import assert from 'node:assert/strict';
import { test } from 'vitest';
import { microsecondsBetween, shortHash } from './format';

test('microseconds are not lost between two times', () => {
  assert.equal(microsecondsBetween('2026-03-02T08:01:00.002000Z', '2026-03-02T08:01:00.002345Z'), 345);
  assert.equal(microsecondsBetween('2026-03-02T08:00:59.999999Z', '2026-03-02T08:01:00Z'), 1);
});

test('hashes are shortened in the middle', () => {
  assert.equal(shortHash('51j0q51Jbsl5pv+Zr0LKuu3CMqJ+I34NKuiYb0APPO8='), '51j0q51Jbs…APPO8=');
  assert.equal(shortHash('short'), 'short');
});
