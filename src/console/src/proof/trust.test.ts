import assert from 'node:assert/strict';
import { test } from 'vitest';
import { attempt } from './failure';
import { extendTrust, failureOf, openKeyChange, parseKeyFile } from './trust';
import { makeSigner, signed, vector, type Signer } from './vectors';

const log = 'log.example/x';
const [one, two, three, other] = [1, 2, 3, 4].map((seed) => makeSigner(log, seed)) as [Signer, Signer, Signer, Signer];

const changeText = (number: number, before: Signer, after: Signer, name = log): string =>
  `${name}/keys\n${number}\n${before.key.text}\n${after.key.text}\n2026-03-02T08:01:00Z\n`;
const change = (number: number, before: Signer, after: Signer): string =>
  signed(changeText(number, before, after), before, after);

const failure = (check: () => unknown): string | undefined => {
  const result = attempt(check);
  return 'failure' in result ? result.failure : undefined;
};

test('a key file holds keys, comments and changes', () => {
  assert.equal(parseKeyFile(vector('key')).keys.length, 1);
  const file = parseKeyFile(`# ours\n${one.key.text}\r\n\n ${other.key.text} \n${change(1, one, two)}\n${change(2, two, three)}`);
  assert.deepEqual(file.keys.map((key) => key.text), [one.key.text, other.key.text]);
  assert.deepEqual(file.changes, [change(1, one, two), change(2, two, three)]);
  assert.equal(failureOf('# nothing'), 'key_form');
  assert.equal(failureOf(one.key.text), undefined);
});

test('trust follows the changes forward, in whatever order they come', () => {
  const trusted = extendTrust([one.key], [change(2, two, three), change(1, one, two)]);
  assert.deepEqual(trusted.map(({ key, by }) => [key.text, by.map((step) => step.number)]), [
    [one.key.text, []],
    [two.key.text, [1]],
    [three.key.text, [1, 2]],
  ]);
});

test('trust does not go backwards, nor to the keys of others', () => {
  assert.equal(extendTrust([three.key], [change(1, one, two), change(2, two, three)]).length, 1);
  assert.equal(extendTrust([other.key], [change(1, one, two)]).length, 1);
});

test('a key has one successor', () => {
  assert.equal(failure(() => extendTrust([one.key], [change(1, one, two), change(1, one, three)])), 'change_fork');
  assert.equal(extendTrust([one.key], [change(1, one, two), change(1, one, two)]).length, 2);
});

test('a change of another log changes nothing', () => {
  const text = changeText(1, one, two, 'log.example/y');
  assert.equal(extendTrust([one.key], [signed(text, one, two)]).length, 1);
});

test('both keys sign a change', () => {
  const text = changeText(1, one, two);
  assert.equal(openKeyChange(signed(text, one, two)).number, 1);
  for (const note of [signed(text, one), signed(text, two), signed(text, one, three)])
    assert.equal(failure(() => openKeyChange(note)), 'change_signatures');
  assert.equal(failure(() => openKeyChange(signed(text.replace('/keys', '/kexs'), one, two))), 'change_form');
  assert.equal(failure(() => openKeyChange(signed(text.replace('\n1\n', '\n0\n'), one, two))), 'change_form');
  assert.equal(failure(() => openKeyChange(signed(`${text}more\n`, one, two))), 'change_form');
});
