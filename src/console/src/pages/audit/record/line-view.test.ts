import assert from 'node:assert/strict';
import { test } from 'vitest';
import { fieldsOf, readRecord, sealedDay, selectorOf } from './line-view';

const line =
  '{"v":1,"kind":"query","stream":"6745000000000001","seq":7,"mseq":3,"time":"2026-03-02T08:01:00.002000Z",' +
  '"merchant":"wx00000000000000aa","caller":{"type":"key","id":"abcdef012345"},"client":"2026-03-02:AAAA",' +
  '"selector":{"received":{"application_id":18446744073709551615,"code_index":0},' +
  '"sent":{"application_id":18446744073709551615,"code_index":0}},"outcome":"inactive","errcode":80304,"rid":"r",' +
  '"attempts":[{"host":"api.weixin.qq.com","time":"2026-03-02T08:01:00.003000Z","us":41000,"errcode":80304,"rid":"r","generation":5},' +
  '{"host":"h","time":"t","us":1,"sent":"maybe","failure":"timeout","generation":5}],"us":42000,"reply":"{}"}';

test('a line becomes a record, its ids untouched', () => {
  const record = readRecord(line)!;
  assert.equal(record.id, '6745000000000001/7');
  assert.deepEqual(selectorOf(record), [['application_id', '18446744073709551615'], ['code_index', '0']]);
  assert.deepEqual(record.attempts.map(({ us, sent, errcode, failure }) => [us, sent, errcode, failure]), [
    [41000, 'yes', '80304', undefined],
    [1, 'maybe', undefined, 'timeout'],
  ]);
  assert.equal(readRecord('{}'), undefined);
  assert.equal(readRecord('x'), undefined);
});

test('fields are flat and in their order', () => {
  const fields = fieldsOf(readRecord(line)!.line);
  assert.deepEqual(fields.slice(0, 8).map(([path]) => path), ['v', 'kind', 'stream', 'seq', 'mseq', 'time', 'merchant', 'caller.type']);
  assert.ok(fields.some(([path, value]) => path === 'selector.sent.application_id' && value === '18446744073709551615'));
  assert.ok(!fields.some(([path]) => path === 'attempts' || path === 'reply'));
});

test('sealed values tell their day', () => {
  assert.equal(sealedDay('2026-03-02:AAAA'), '2026-03-02');
  assert.equal(sealedDay('alice'), undefined);
});
