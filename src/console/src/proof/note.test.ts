import assert from 'node:assert/strict';
import { test } from 'vitest';
import { attempt } from './failure';
import { parseKey } from './key';
import { cutNotes, openNote, parseNote } from './note';
import { makeSigner, signed, vector } from './vectors';

const failureOf = (check: () => unknown): string | undefined => {
  const result = attempt(check);
  return 'failure' in result ? result.failure : undefined;
};

const key = vector('key').trim();
const alice = makeSigner('log.example/a', 1);
const bob = makeSigner('log.example/b', 2);

test('a key is its name, its hash and its bytes', () => {
  const { name, hash, text } = parseKey(key);
  assert.deepEqual([name, hash, text], ['log.test.example/tamper', '16bfd887', key]);
});

test.each([
  ['', 'key_form'],
  ['log.example', 'key_form'],
  [key.replace('16bfd887', '16bfd888'), 'key_hash'],
  [key.replace('16bfd887', '16BFD887'), 'key_name'],
  [key.replace('tamper', 'tampes'), 'key_hash'],
  [key.replace('log.', 'log '), 'key_name'],
  [key.replace('+AYqI', '+AoqI'), 'key_algorithm'],
  [key.slice(0, -4), 'key_algorithm'],
  [`${key}=`, 'key_algorithm'],
])('a malformed key is refused: %j', (text, failure) => {
  assert.equal(failureOf(() => parseKey(text)), failure);
});

test('every note of the vectors is signed by the key', () => {
  const notes = [...cutNotes(vector('checkpoints')), ...cutNotes(vector('manifests'))];
  assert.ok(notes.length >= 8);
  for (const note of notes) assert.equal(openNote(note, [parseKey(key)]).signer.text, key);
});

test('notes are cut with and without empty lines between them', () => {
  const one = signed('a\nb\n', alice, bob);
  const two = signed('c\n', bob);
  assert.deepEqual(cutNotes(`\n${one}\n\n${two}${one}`), [one, two, one]);
  assert.deepEqual(cutNotes(''), []);
});

test('one byte more or less and the signature is wrong', () => {
  const note = signed('origin\n5\nroot\n', alice);
  assert.equal(openNote(note, [alice.key]).text, 'origin\n5\nroot\n');
  assert.equal(failureOf(() => openNote(note.replace('5', '6'), [alice.key])), 'signature_wrong');
  assert.equal(failureOf(() => openNote(`x${note}`, [alice.key])), 'signature_wrong');
});

test('signatures by others are passed over, a wrong one by a known key is not', () => {
  const note = signed('text\n', alice, bob);
  assert.equal(openNote(note, [bob.key]).signer.name, 'log.example/b');
  assert.equal(failureOf(() => openNote(signed('text\n', alice), [bob.key])), 'signature_unknown');
  const forged = `text\n\n${alice.line('text\n')}${bob.line('other\n')}`;
  assert.equal(openNote(forged, [alice.key]).signer.name, 'log.example/a');
  assert.equal(failureOf(() => openNote(forged, [alice.key, bob.key])), 'signature_wrong');
});

test.each([
  ['text\n', 'note_form'],
  ['text\n\n', 'note_unsigned'],
  ['text\n\n— a AAAA', 'note_form'],
  ['text\n\n- a AAAAAAAA\n', 'note_signature_line'],
  ['text\n\n— a\n', 'note_signature_line'],
  ['text\n\n— a+b AAAAAAAA\n', 'note_signature_line'],
  ['text\n\n— a AAAA\n', 'note_signature_line'],
  ['text\n\n— a AAAAAAA\n', 'note_signature_line'],
  ['text\r\n\n— a AAAAAAAA\n', 'note_characters'],
  ['te\0xt\n\n— a AAAAAAAA\n', 'note_characters'],
  [`text\n\n${'— a AAAAAAAA\n'.repeat(17)}`, 'note_signature_line'],
])('a malformed note is refused: %j', (note, failure) => {
  assert.equal(failureOf(() => parseNote(note)), failure);
});

test('a signature of another length is by nobody we know', () => {
  assert.equal(parseNote('text\n\n— a AAAAAAAA\n').signatures[0]?.bytes.length, 0);
});
