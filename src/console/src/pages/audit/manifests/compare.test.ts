import assert from 'node:assert/strict';
import { test } from 'vitest';
import type { Stream } from '../../../api/types';
import { compareStreams } from './compare';

const told = (id: string, size: number, root: string): Stream => ({
  id, day: '2026-03-02', state: 'sealed', size, opened_at: '', instance: 'one', root,
});

test('streams that differ, are missing or are too many are found', () => {
  const listed = [
    { stream: 'a', size: 5n, root: 'r' },
    { stream: 'b', size: 5n, root: 'r' },
    { stream: 'c', size: 5n, root: 'r' },
  ];
  const found = compareStreams(listed, [told('a', 5, 'r'), told('b', 6, 'r'), told('d', 1, 'r')]);
  assert.deepEqual(
    found.map(({ id, same, listed: one, told: other }) => [id, same, Boolean(one), Boolean(other)]),
    [['a', true, true, true], ['b', false, true, true], ['c', false, true, false], ['d', false, false, true]],
  );
});
