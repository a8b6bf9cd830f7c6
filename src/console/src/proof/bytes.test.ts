import assert from 'node:assert/strict';
import { expect, test } from 'vitest';
import { fromBase64, fromHex, toBase64, toHex } from './bytes';

test('base64 of every length comes back', () => {
  for (let length = 0; length < 70; ++length) {
    const bytes = Uint8Array.from({ length }, (_, i) => (i * 37 + length * 11) & 255);
    const text = toBase64(bytes);
    assert.equal(text, Buffer.from(bytes).toString('base64'));
    assert.deepEqual(fromBase64(text), bytes);
  }
});

test.each(['A', 'AA', 'AAA', 'A===', '====', 'AA=A', 'AB==', 'AAB=', 'AA-_', ' AAA', 'AAAA\n', 'AAAA='])(
  'base64 is read strictly: %j',
  (text) => {
    expect(fromBase64(text)).toBeUndefined();
  },
);

test('hex is lower-case and whole', () => {
  assert.equal(toHex(Uint8Array.of(0, 15, 255)), '000fff');
  assert.deepEqual(fromHex('000fff'), Uint8Array.of(0, 15, 255));
  for (const text of ['0', 'FF', '0g']) assert.equal(fromHex(text), undefined);
});
