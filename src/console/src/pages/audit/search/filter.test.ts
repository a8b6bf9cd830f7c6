import assert from 'node:assert/strict';
import { test } from 'vitest';
import { FILTER_NAMES, isWellFormed, listOf, readFilter, without, writeFilter, type Filter } from './filter';

test('what is written is read again, in the names of the API', () => {
  const filter: Filter = Object.fromEntries(FILTER_NAMES.map((name) => [name, `${name} %+/&=中`]));
  const params = writeFilter(new URLSearchParams(), filter);
  assert.deepEqual([...params.keys()], [...FILTER_NAMES]);
  assert.deepEqual(readFilter(new URLSearchParams(params.toString())), filter);
});

test('a code url travels as data', () => {
  const url = 'P.URL.CN/0U.%2B+/JY';
  const params = writeFilter(new URLSearchParams(), { code_url: url });
  assert.equal(readFilter(new URLSearchParams(params.toString())).code_url, url);
});

test('empty values and what is no filter go, but for what is kept', () => {
  const params = new URLSearchParams('open=a/1&tab=proof&x=1&kind=&outcome=%20');
  assert.deepEqual(readFilter(params), {});
  assert.equal(writeFilter(params, { rid: ' r ', title: '  ' }, ['open', 'none']).toString(), 'rid=r&open=a%2F1');
});

test('an index goes with its application', () => {
  assert.deepEqual(without({ application: '1', index: '2', rid: 'r' }, 'application'), { rid: 'r' });
  assert.deepEqual(without({ application: '1', index: '2', rid: 'r' }, 'rid'), { application: '1', index: '2' });
});

test('lists have commas between', () => {
  assert.deepEqual(listOf('query,admin'), ['query', 'admin']);
  assert.deepEqual(listOf(undefined), []);
});

test.each<[Parameters<typeof isWellFormed>[0], string, boolean]>([
  ['record', '6745000000000001/7', true],
  ['record', '6745000000000001', false],
  ['index', '1000..1999', true],
  ['index', '1000..', false],
  ['application', '18446744073709551615', true],
  ['application', '-1', false],
  ['errcode', '-1', true],
  ['errcode', '4x', false],
  ['client', '203.0.113.0/24', true],
  ['client', '2001:db8::1', true],
  ['client', 'example.com', false],
  ['title', '茶*', true],
])('%s %j is well-formed: %s', (name, value, expected) => {
  assert.equal(isWellFormed(name, value), expected);
});
