// Examples: a value that a schema allows, and a call that can be pasted into a shell.
import { membersOf, resolve, type Contract, type Entry, type Schema } from './contract';

const STRINGS: Record<string, string> = {
  'date-time': '2026-11-22T08:30:00Z',
  date: '2026-11-22',
  uuid: '019aa2f0-5b7e-7c11-9d3a-4f6f0c1d2e3f',
  uri: 'https://gateway.example/authorize/…',
  byte: 'AAAA…',
};

export function exampleOf(contract: Contract, schema: Schema, depth = 0): unknown {
  const whole = resolve(contract, schema);
  if (whole.example !== undefined) return whole.example;
  if (whole.default !== undefined) return whole.default;
  if (whole.enum) return whole.enum[0];
  if (whole.oneOf?.[0]) return exampleOf(contract, whole.oneOf[0], depth);
  const members = membersOf(contract, whole);
  if (members.length > 0) {
    const needed = members.filter((member) => member.required);
    const shown = depth > 0 && needed.length > 0 ? needed : members;
    return Object.fromEntries(shown.map((member) => [member.name, exampleOf(contract, member.schema, depth + 1)]));
  }
  const type = Array.isArray(whole.type) ? whole.type[0] : whole.type;
  if (type === 'array') return whole.items ? [exampleOf(contract, whole.items, depth + 1)] : [];
  if (type === 'integer' || type === 'number') return Number(whole.minimum ?? 1);
  if (type === 'boolean') return true;
  if (type === 'object') return {};
  return STRINGS[whole.format ?? ''] ?? '…';
}

const quoted = (text: string): string => `'${text.replace(/'/g, `'\\''`)}'`;

// Of the body only what is required, or the document's own example.
function bodyOf(contract: Contract, { operation }: Entry): string | undefined {
  const media = operation.requestBody?.content['application/json'];
  if (!media) return undefined;
  const given = Object.values(media.examples ?? {})[0]?.value;
  return JSON.stringify(given ?? exampleOf(contract, media.schema ?? {}, 1));
}

export function callOf(contract: Contract, entry: Entry): string {
  const { method, path, operation } = entry;
  const parameters = (operation.parameters ?? []).map((parameter) => resolve(contract, parameter));
  const needed = parameters.filter((parameter) => parameter.in === 'query' && parameter.required);
  const security = (operation.security ?? contract.security)[0] ?? {};
  const query = [...needed.map(({ name }) => `${name}=…`), ...(security.gatewayToken ? ['access_token=…'] : [])].join('&');
  const base = path.startsWith('/api/') ? '$CONSOLE' : '$GATEWAY';
  const lines = [`curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}"${base}${path}${query && `?${query}`}"`];
  if (security.apiKey) lines.push(`-H 'Authorization: Bearer mk_…'`);
  if (security.console) lines.push(`-H 'Authorization: Bearer mp_…'`);
  const body = bodyOf(contract, entry);
  if (body) lines.push(`-H 'Content-Type: application/json'`, `-d ${quoted(body)}`);
  return lines.join(' \\\n  ');
}
