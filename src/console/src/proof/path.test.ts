import assert from 'node:assert/strict';
import { test } from 'vitest';
import { attempt } from './failure';
import { leafHash } from './hash';
import { toBase64 } from './bytes';
import { parseCheckpoint } from './checkpoint';
import { cutNotes, parseNote } from './note';
import { walkPath } from './path';
import { leavesOf, pathOf, rootOf, vector } from './vectors';

test('every leaf of every small tree leads to the root', () => {
  const all = leavesOf(33);
  for (let size = 1; size <= all.length; ++size) {
    const leaves = all.slice(0, size);
    const root = toBase64(rootOf(leaves));
    for (let index = 0; index < size; ++index) {
      const path = pathOf(index, leaves);
      const walk = walkPath(leaves[index]!, BigInt(index), BigInt(size), path);
      assert.equal(toBase64(walk.root), root);
      // The hops and the leaf cover the whole tree, each record once.
      const covered = walk.hops.reduce((sum, hop) => sum + Number(hop.last - hop.first) + 1, 1);
      assert.equal(covered, size);
    }
  }
});

test('another place, another leaf, a longer or a shorter path lead elsewhere or nowhere', () => {
  const leaves = leavesOf(7);
  const root = toBase64(rootOf(leaves));
  const path = pathOf(3, leaves);
  assert.notEqual(toBase64(walkPath(leaves[3]!, 2n, 7n, path).root), root);
  assert.notEqual(toBase64(walkPath(leaves[4]!, 3n, 7n, path).root), root);
  for (const wrong of [path.slice(1), [...path, path[0]!], []]) {
    assert.deepEqual(attempt(() => walkPath(leaves[3]!, 3n, 7n, wrong)), { failure: 'path_length' });
  }
  assert.deepEqual(attempt(() => walkPath(leaves[3]!, 7n, 7n, path)), { failure: 'checkpoint_too_small' });
});

test('trees are as large as sizes of 63 bits', () => {
  const size = (1n << 62n) + 1n;
  const walk = walkPath(leafHash('last'), size - 1n, size, [leafHash('the rest')]);
  assert.deepEqual([walk.hops[0]?.first, walk.hops[0]?.last], [0n, size - 2n]);
});

test('the checkpoints of the vectors sign the roots of their log', () => {
  const lines = vector('log.ndjson').trim().split('\n');
  for (const note of cutNotes(vector('checkpoints'))) {
    const checkpoint = parseCheckpoint(parseNote(note).text);
    const leaves = lines.filter((line) => line.includes(`,"stream":"${checkpoint.stream}","seq":`)).map(leafHash);
    const covered = leaves.slice(0, Number(checkpoint.size));
    assert.equal(toBase64(rootOf(covered)), toBase64(checkpoint.root));
    covered.forEach((leaf, index) => {
      const walk = walkPath(leaf, BigInt(index), checkpoint.size, pathOf(index, covered));
      assert.equal(toBase64(walk.root), toBase64(checkpoint.root));
    });
  }
});
