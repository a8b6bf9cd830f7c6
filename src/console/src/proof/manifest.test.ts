import assert from 'node:assert/strict';
import { test } from 'vitest';
import { toHex, utf8 } from './bytes';
import { sha256Of } from './hash';
import { checkManifests, type ToldManifest } from './manifest';
import { cutNotes } from './note';
import { checkStream } from './stream';
import { extendTrust, parseKeyFile } from './trust';
import { makeSigner, signed, vector, type Signer } from './vectors';

const keys = extendTrust(parseKeyFile(vector('key')).keys, []);
const told = cutNotes(vector('manifests'))
  .filter((note) => note.split('\n')[0]!.endsWith('/manifest'))
  .map((note): ToldManifest => ({ day: note.split('\n')[1]!, sha256: toHex(sha256Of(utf8(note))), note }))
  .reverse() as [ToldManifest, ToldManifest];

test('the manifests of the vectors are signed and chained', () => {
  const [newest, oldest] = checkManifests(told, keys);
  assert.deepEqual([newest?.link, oldest?.link], ['linked', 'first']);
  assert.deepEqual([newest?.hold, oldest?.hold], ['signed', 'signed']);
  assert.deepEqual([...newest!.failures, ...oldest!.failures], []);
  assert.equal(oldest?.manifest?.streams.length, 2);
  assert.deepEqual(oldest?.manifest?.kinds, [['query', 7n], ['system', 2n]]);
  assert.equal(oldest?.manifest?.merchants, 2);
});

test('where the one before is not at hand the chain ends apart', () => {
  assert.equal(checkManifests(told.slice(0, 1), keys)[0]?.link, 'apart');
});

test('a manifest that was changed breaks the chain above it', () => {
  const forged = { ...told[1], note: told[1].note.replace('"query":7', '"query":6') };
  const [newest, oldest] = checkManifests([told[0], forged], keys);
  assert.deepEqual(newest?.failures, ['manifest_link']);
  assert.deepEqual(oldest?.failures, ['manifest_hash', 'signature_wrong']);
});

test("an older key's manifest holds by the hash that a newer one names", () => {
  const text = told[1].note.split('\n\n')[0]!.concat('\n');
  const older = makeSigner('log.test.example/tamper', 5);
  const before = signed(text, older);
  const after = told[0].note.split('\n\n')[0]!.replace(told[1].sha256, toHex(sha256Of(utf8(before)))).concat('\n');
  const newer = makeSigner('log.test.example/tamper', 6);
  const notes = [signed(after, newer), before].map((note, i) => ({ ...told[i]!, note, sha256: toHex(sha256Of(utf8(note))) }));
  const trusting = (...keys: Signer[]): string[] => checkManifests(notes, extendTrust(keys.map(({ key }) => key), [])).map(({ hold }) => hold);
  assert.deepEqual(trusting(newer), ['signed', 'chained']);
  assert.deepEqual(trusting(older), ['failed', 'signed']);
  assert.deepEqual(trusting(newer, older), ['signed', 'signed']);
});

test('days go in order, and each note is of its day', () => {
  const [newest] = checkManifests([told[1], told[0]], keys);
  assert.deepEqual(newest?.failures, ['manifest_order']);
  assert.deepEqual(checkManifests([{ ...told[0], day: '2026-03-04' }, told[1]], keys)[0]?.failures, ['manifest_day']);
});

test('what is no manifest is told', () => {
  const [one] = checkManifests([{ ...told[0], note: cutNotes(vector('checkpoints'))[0]! }], keys);
  assert.deepEqual([one?.link, one?.failures], ['broken', ['manifest_form']]);
});

test('a stream is held against its checkpoint', () => {
  const checkpoint = cutNotes(vector('checkpoints'))[1]!;
  const [origin, size, root] = checkpoint.split('\n');
  const stream = { id: origin!.slice(-16), size: 7, signed_size: Number(size), root, checkpoint };
  const found = checkStream(stream, keys);
  assert.equal(found.state === 'signed' && found.tail, 2n);
  assert.deepEqual(checkStream({ ...stream, checkpoint: undefined }, keys), { state: 'unsigned' });
  const failure = (change: object): unknown => {
    const checked = checkStream({ ...stream, ...change }, keys);
    return checked.state === 'failed' ? checked.failure : checked.state;
  };
  assert.equal(failure({ size: 4 }), 'checkpoint_differs');
  assert.equal(failure({ signed_size: 6 }), 'checkpoint_differs');
  assert.equal(failure({ root: 'AAAA' }), 'checkpoint_differs');
  assert.equal(failure({ id: '34d2a1de00000009' }), 'checkpoint_other_stream');
  assert.equal(failure({ checkpoint: checkpoint.replace('\n5\n', '\n6\n') }), 'signature_wrong');
});
