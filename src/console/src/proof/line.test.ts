import assert from 'node:assert/strict';
import { test } from 'vitest';
import { at, Numeral, parseJson, pretty, textAt, tryJson } from './line';
import { vector } from './vectors';

test('numbers stay as they stand in the text', () => {
  const line = parseJson('{"application_id":18446744073709551615,"a":[0,-1.50e+3],"code_index":9007199254740993}');
  assert.equal(textAt(line, 'application_id'), '18446744073709551615');
  assert.equal(textAt(line, 'code_index'), '9007199254740993');
  assert.deepEqual(at(line, 'a'), [new Numeral('0'), new Numeral('-1.50e+3')]);
});

test('members keep their order, names that are numbers and __proto__ too; the last of two counts', () => {
  const value = parseJson('{"b":1,"10":2,"__proto__":3,"b":4}');
  assert.equal(pretty(value), '{\n  "b": 4,\n  "10": 2,\n  "__proto__": 3\n}');
});

test('strings are read with their escapes', () => {
  assert.equal(parseJson('"a\\"\\\\\\n\\u4e2d中"'), 'a"\\\n中中');
});

test('pretty text means the same', () => {
  for (const line of vector('log.ndjson').trim().split('\n')) {
    const value = parseJson(line);
    assert.deepEqual(JSON.parse(pretty(value)), JSON.parse(line));
    assert.deepEqual(parseJson(pretty(value)), value);
  }
  assert.equal(pretty(parseJson('{"a":{},"b":[ ]}')), '{\n  "a": {},\n  "b": []\n}');
});

test.each([
  '', '{', '{"a"}', '{"a":1,}', '{a:1}', '[1,]', '[1', '01', '1.', '+1', '.5', '"', '"\\"', '"\\x"', '"a\nb"', 'nul',
  'true false', '1 2', '{"a":1}}', "'a'", 'NaN', '[' .repeat(100) + ']'.repeat(100),
])('what is no JSON is told: %j', (text) => {
  assert.equal(tryJson(text), undefined);
});

test('what is not there is undefined', () => {
  const value = parseJson('{"a":{"b":[1]},"c":true}');
  assert.equal(at(value, 'a', 'x'), undefined);
  assert.equal(textAt(value, 'a', 'b', '0'), undefined);
  assert.equal(textAt(value, 'c'), undefined);
  assert.equal(textAt(undefined, 'a'), undefined);
});

test('a long string does not exhaust the stack', () => {
  const text = 'x'.repeat(4_000_000);
  assert.equal(parseJson(JSON.stringify(text)), text);
});
