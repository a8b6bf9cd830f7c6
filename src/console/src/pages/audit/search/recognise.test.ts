import assert from 'node:assert/strict';
import { test } from 'vitest';
import { recognise } from './recognise';

test.each([
  ['0190a6f5-7c1b-7d3e-8a55-3d1f0b7c9e21', 'request', '0190a6f5-7c1b-7d3e-8a55-3d1f0b7c9e21'],
  [' 6745000000000001/7\n', 'record', '6745000000000001/7'],
  ['6745a0b1-2c3d4e5f-6a7b8c9d', 'rid', '6745a0b1-2c3d4e5f-6a7b8c9d'],
  ['wx00000000000000aa', 'merchant', 'wx00000000000000aa'],
  ['http://P.URL.CN/0U.JYJXP3HJI2C98A9O', 'code_url', 'P.URL.CN/0U.JYJXP3HJI2C98A9O'],
  ['P.URL.CN/0U.JYJXP3HJI2C98A9O', 'code_url', 'P.URL.CN/0U.JYJXP3HJI2C98A9O'],
  ['HTTPS://p.url.cn/%2B+x', 'code_url', 'p.url.cn/%2B+x'],
  ['mk_abcdef012345_secretsecret', 'key', 'abcdef012345'],
  ['80304', 'errcode', '80304'],
  ['581865877', 'application', '581865877'],
  ['abcdef012345', 'key', 'abcdef012345'],
  ['044GZ*J10', 'code', '044GZ*J10'],
  ['明前龙井', 'title', '明前龙井*'],
  ['Green tea', 'title', 'Green tea*'],
])('%j is a %s', (text, name, value) => {
  assert.deepEqual(recognise(text)[0], { name, value });
});

test('what is not sure has other guesses', () => {
  assert.deepEqual(recognise('80304').map((guess) => guess.name), ['errcode', 'code', 'rid', 'code_url', 'title', 'brand', 'activity']);
  assert.deepEqual(recognise('  '), []);
});

test("a key's secret is in no guess", () => {
  assert.ok(!JSON.stringify(recognise('mk_abcdef012345_secret')).includes('secret'));
});
