import assert from 'node:assert/strict';
import { test } from 'vitest';
import { toBase64 } from './bytes';
import { parseCheckpoint } from './checkpoint';
import { attempt } from './failure';
import { sizeOfCheckpoint, verifyGrowth, type Claim } from './growth';
import { leafHash } from './hash';
import { cutNotes, parseNote } from './note';
import { walkGrowth } from './path';
import type { Verification } from './steps';
import { extendTrust, parseKeyFile, type TrustedKey } from './trust';
import { growthOf, leavesOf, makeSigner, rootOf, signed, vector } from './vectors';

const keys = extendTrust(parseKeyFile(vector('key')).keys, []);
const lines = vector('log.ndjson').trim().split('\n');
const notes = cutNotes(vector('checkpoints'));
const [older = '', newer = ''] = notes;
const stream = parseCheckpoint(parseNote(newer).text).stream;
const leaves = lines.filter((line) => line.includes(`,"stream":"${stream}","seq":`)).map(leafHash);
const path = growthOf(1, leaves.slice(0, 5)).map(toBase64);
const claim: Claim = { stream, older, newer, path };

const failed = (found: Verification): [string, string | undefined][] =>
  found.steps.filter((step) => step.state === 'failed').map((step) => [step.name, step.failure]);

test('between all sizes of small trees the path leads to both roots and tells what each hash covers', () => {
  const all = leavesOf(33);
  for (let size = 1; size <= all.length; ++size) {
    const tree = all.slice(0, size);
    for (let old = 1; old <= size; ++old) {
      const walk = walkGrowth(BigInt(old), BigInt(size), rootOf(all.slice(0, old)), growthOf(old, tree));
      assert.deepEqual([toBase64(walk.oldRoot), toBase64(walk.newRoot)], [toBase64(rootOf(all.slice(0, old))), toBase64(rootOf(tree))]);
      const covered = walk.climbs.reduce((sum, hop) => sum + hop.last - hop.first + 1n, walk.last - walk.first + 1n);
      assert.equal(covered, BigInt(size));
      assert.equal(toBase64(walk.start), toBase64(rootOf(all.slice(Number(walk.first), old))));
    }
  }
});

test('a path of another length leads nowhere, and nothing shrinks', () => {
  const tree = leavesOf(7);
  const root = rootOf(tree.slice(0, 3));
  const whole = growthOf(3, tree);
  for (const wrong of [whole.slice(1), [...whole, whole[0]!], []])
    assert.deepEqual(attempt(() => walkGrowth(3n, 7n, root, wrong)), { failure: 'path_length' });
  assert.deepEqual(attempt(() => walkGrowth(7n, 3n, root, whole)), { failure: 'checkpoint_order' });
  assert.deepEqual(attempt(() => walkGrowth(0n, 3n, root, [])), { failure: 'checkpoint_order' });
});

test('the checkpoints of the vectors go on from each other', () => {
  const found = verifyGrowth(claim, keys, true);
  assert.equal(found.verdict, 'proven');
  assert.deepEqual(found.steps.map((step) => step.state), Array<string>(8).fill('ok'));
  assert.equal(found.steps.at(-1)?.trusted?.key.text, vector('key').trim());
  assert.equal(verifyGrowth(claim, keys, false).verdict, 'told');
  assert.equal(verifyGrowth({ ...claim, older: newer, path: [] }, keys, true).verdict, 'proven');
});

const log = parseCheckpoint(parseNote(newer).text).log;
const forger = makeSigner(log, 5);
const forged: TrustedKey[] = [{ key: forger.key, by: [] }];
const checkpoint = (size: number, tree: readonly Uint8Array[]): string =>
  signed(`${log}/${stream}\n${size}\n${toBase64(rootOf(tree.slice(0, size)))}\n`, forger);
const mine = leavesOf(9);
const other = [mine[0]!, leafHash('another'), ...mine.slice(2)];

test.each<[string, Claim, TrustedKey[], [string, string][]]>([
  ['a hash of the path is another', { ...claim, path: [path[1]!, ...path.slice(1)] }, keys, [['new_root', 'new_root_differs']]],
  ['the path is too short', { ...claim, path: path.slice(1) }, keys, [['growth', 'path_length']]],
  ['the path is no base64', { ...claim, path: ['!'] }, keys, [['growth', 'path_form']]],
  ['the order is turned round', { ...claim, older: newer, newer: older }, keys, [['growth', 'checkpoint_order']]],
  [
    'the later one is of another stream',
    { ...claim, newer: notes[2]! },
    keys,
    [['new_checkpoint', 'checkpoint_other_stream']],
  ],
  ['a size was altered', { ...claim, newer: newer.replace('\n5\n', '\n6\n') }, keys, [['new_signature', 'signature_wrong']]],
  ['nobody that is trusted signed', { ...claim, path }, forged, [['old_signature', 'signature_unknown'], ['new_signature', 'signature_unknown']]],
  [
    'a record was altered that the earlier one covers',
    { stream, older: checkpoint(3, mine), newer: checkpoint(9, other), path: growthOf(3, other).map(toBase64) },
    forged,
    [['old_root', 'old_root_differs']],
  ],
  [
    'the earlier tree was whole, and its root is another',
    { stream, older: checkpoint(4, mine), newer: checkpoint(9, other), path: growthOf(4, other).map(toBase64) },
    forged,
    [['new_root', 'new_root_differs']],
  ],
  [
    'two checkpoints of one size differ',
    { stream, older: checkpoint(9, mine), newer: checkpoint(9, other), path: [] },
    forged,
    [['new_root', 'new_root_differs']],
  ],
])('that the log only grew does not hold when %s', (_what, wrong, trusted, expected) => {
  const found = verifyGrowth(wrong, trusted, true);
  assert.equal(found.verdict, 'failed');
  assert.deepEqual(failed(found), expected);
});

test('a note tells its size when it is a checkpoint of the stream', () => {
  assert.deepEqual(sizeOfCheckpoint(newer, stream), { value: 5n });
  assert.deepEqual(sizeOfCheckpoint(notes[2]!, stream), { failure: 'checkpoint_other_stream' });
  assert.deepEqual(sizeOfCheckpoint('nothing', stream), { failure: 'note_form' });
});
