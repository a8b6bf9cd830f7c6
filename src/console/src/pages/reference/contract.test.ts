import assert from 'node:assert/strict';
import { test } from 'vitest';
import document from '../../../../api/openapi.yaml';
import { entriesOf, groupOf, membersOf, namedSchemas, resolve, type Contract } from './contract';
import { callOf, exampleOf } from './example';

const contract = document as Contract;

test('every operation of the document has its place, and a name of its own', () => {
  const entries = [...entriesOf(contract).values()].flat();
  const all = Object.values(contract.paths).flatMap((operations) => Object.keys(operations));
  assert.equal(entries.length, all.length);
  assert.equal(new Set(entries.map(({ operation }) => operation.operationId)).size, entries.length);
});

test('paths fall into their groups', () => {
  assert.deepEqual(
    [
      '/v1/me', '/v1/audit/keys', '/cgi-bin/token', '/api/v1/me/totp', '/api/v1/merchants/{appid}/keys', '/api/v1/merchants/{appid}',
      '/api/v1/audit/usage', '/api/v1/overview',
    ].map(groupOf),
    ['query', 'witness', 'compatible', 'session', 'keys', 'merchants', 'audit', 'operation'],
  );
});

test('every reference leads somewhere', () => {
  for (const [, ref = ''] of JSON.stringify(contract).matchAll(/"\$ref":"([^"]+)"/g)) {
    assert.notEqual(resolve(contract, { $ref: ref }), undefined, ref);
  }
});

test('numbers that a double would round stay text', () => {
  assert.equal(contract.components.schemas.Id?.maximum, '18446744073709551615');
});

test('members of all parts are found', () => {
  const members = membersOf(contract, {
    allOf: [{ $ref: '#/components/schemas/AccountChange' }, { type: 'object', required: ['name'], properties: { name: { type: 'string' } } }],
  });
  assert.ok(members.some(({ name }) => name === 'role'));
  assert.equal(members.find(({ name }) => name === 'name')?.required, true);
});

test('schemas that are spoken of are listed once', () => {
  const names = namedSchemas(contract);
  assert.ok(names.includes('Problem') && names.includes('Id'));
  assert.equal(new Set(names).size, names.length);
});

test('every operation has a call that can be pasted', () => {
  for (const entry of [...entriesOf(contract).values()].flat()) {
    const call = callOf(contract, entry);
    assert.match(call, /^curl (-X [A-Z]+ )?"\$(CONSOLE|GATEWAY)\//);
    const body = /-d '(.*)'$/.exec(call)?.[1];
    if (body) JSON.parse(body);
  }
  assert.equal(exampleOf(contract, { $ref: '#/components/schemas/TokenScope' }), 'read');
});
