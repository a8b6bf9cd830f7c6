import assert from 'node:assert/strict';
import { test } from 'vitest';
import { toBase64 } from './bytes';
import { parseCheckpoint } from './checkpoint';
import { parseNote } from './note';
import { verifyReceipt, type Receipt } from './receipt';
import type { Verification } from './steps';
import { parseKeyFile } from './trust';
import { makeSigner, signed, vector } from './vectors';

const receipt = JSON.parse(vector('bundle.json')) as Receipt;
const trusted = parseKeyFile(vector('key'));

const failed = (found: Verification): [string, string | undefined][] =>
  found.steps.filter((step) => step.state === 'failed').map((step) => [step.name, step.failure]);

test('the receipt of the vectors is proven by the key that is trusted', () => {
  const found = verifyReceipt(receipt, trusted);
  assert.equal(found.verdict, 'proven');
  assert.deepEqual(found.steps.map((step) => step.state), Array<string>(7).fill('ok'));
  const root = parseCheckpoint(parseNote(receipt.checkpoint).text).root;
  assert.equal(toBase64(found.steps.find((step) => step.name === 'path')!.hops!.at(-1)!.hash), toBase64(root));
});

test("without a key of the reader's own it is told, not proven", () => {
  const found = verifyReceipt(receipt, undefined);
  assert.equal(found.verdict, 'told');
  assert.equal(found.steps.find((step) => step.name === 'trust')?.state, 'skipped');
});

const hash = receipt.path[0]!;
const stranger = makeSigner('log.test.example/tamper', 7);
const text = parseNote(receipt.checkpoint).text;

test.each<[string, Partial<Receipt>, [string, string][]]>([
  ['another outcome in the line', { line: receipt.line.replace('"active"', '"unknown"') }, [['root', 'root_differs']]],
  ['another record', { id: '34d2a1de00000001/3' }, [['line', 'line_other_record']]],
  ['a line of another form', { line: `${receipt.line} ` }, [['line', 'line_form']]],
  ['a hash of the path is another', { path: [hash, hash, ...receipt.path.slice(2)] }, [['root', 'root_differs']]],
  ['the path is too short', { path: receipt.path.slice(1) }, [['path', 'path_length']]],
  ['the path is no base64', { path: ['!', ...receipt.path.slice(1)] }, [['path', 'path_form']]],
  [
    'the checkpoint has another size',
    { checkpoint: receipt.checkpoint.replace('\n5\n', '\n6\n') },
    [['signature', 'signature_wrong']],
  ],
  [
    'the checkpoint is too old',
    { checkpoint: receipt.checkpoint.replace('\n5\n', '\n2\n') },
    [['path', 'checkpoint_too_small'], ['checkpoint', 'checkpoint_too_small'], ['signature', 'signature_wrong']],
  ],
  [
    'the checkpoint is of another stream',
    { checkpoint: receipt.checkpoint.replace('/34d2a1de00000001', '/34d2a1de00000002') },
    [['checkpoint', 'checkpoint_other_stream'], ['signature', 'signature_wrong']],
  ],
  [
    'the checkpoint is no note',
    { checkpoint: 'nothing' },
    [['checkpoint', 'note_form'], ['signature', 'note_form']],
  ],
  [
    'somebody else signed, under the same name',
    { checkpoint: signed(text, stranger), key: stranger.key.text },
    [['trust', 'key_not_trusted']],
  ],
  [
    'nobody that is known signed',
    { checkpoint: signed(text, stranger) },
    [['signature', 'signature_unknown']],
  ],
  [
    'the signer has another name than the log',
    { checkpoint: signed(text, makeSigner('other.example', 7)), key: makeSigner('other.example', 7).key.text },
    [['signature', 'checkpoint_other_log']],
  ],
])('a receipt does not hold when %s', (_what, change, expected) => {
  const found = verifyReceipt({ ...receipt, ...change }, trusted);
  assert.equal(found.verdict, 'failed');
  assert.deepEqual(failed(found), expected);
});

test('what is shown must be what is proven', () => {
  assert.equal(verifyReceipt(receipt, trusted, receipt.line).verdict, 'proven');
  const other = verifyReceipt(receipt, trusted, receipt.line.replace('"active"', '"inactive"'));
  assert.deepEqual(failed(other), [['line', 'line_differs']]);
});

test('the key that signed may be a successor of the one that is trusted', () => {
  const after = makeSigner('log.test.example/tamper', 8);
  const before = makeSigner('log.test.example/tamper', 9);
  const change = signed(
    `log.test.example/tamper/keys\n1\n${before.key.text}\n${after.key.text}\n2026-03-02T08:01:00Z\n`,
    before,
    after,
  );
  const rotated = { ...receipt, checkpoint: signed(text, after), key: after.key.text, keys: [change] };
  const found = verifyReceipt(rotated, { keys: [before.key], changes: [] });
  assert.equal(found.verdict, 'proven');
  assert.deepEqual(found.steps.at(-1)?.trusted?.by.map((step) => step.number), [1]);
  assert.equal(verifyReceipt({ ...rotated, keys: [] }, { keys: [before.key], changes: [] }).verdict, 'failed');
  assert.equal(verifyReceipt({ ...rotated, keys: [] }, { keys: [before.key], changes: [change] }).verdict, 'proven');
  const broken = verifyReceipt({ ...rotated, keys: [change.replace('08:01', '08:02')] }, undefined);
  assert.deepEqual(failed(broken), [['signature', 'change_signatures']]);
});
