// The OpenAPI document, as far as the reference shows it.
export interface Schema {
  $ref?: string;
  type?: string | string[];
  format?: string;
  description?: string;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  enum?: unknown[];
  oneOf?: Schema[];
  allOf?: Schema[];
  additionalProperties?: boolean | Schema;
  default?: unknown;
  example?: unknown;
  pattern?: string;
  minimum?: number | string;
  maximum?: number | string;
  exclusiveMinimum?: number;
  minLength?: number;
  maxLength?: number;
}

export interface Parameter {
  $ref?: string;
  name: string;
  in: 'query' | 'path' | 'header' | 'cookie';
  required?: boolean;
  description?: string;
  schema: Schema;
}

export interface Media {
  schema?: Schema;
  examples?: Record<string, { value: unknown }>;
}

export interface Answer {
  $ref?: string;
  description?: string;
  headers?: Record<string, { $ref?: string; description?: string; schema?: Schema }>;
  content?: Record<string, Media>;
}

export type Security = Record<string, string[]>[];

export interface Operation {
  operationId: string;
  summary: string;
  description?: string;
  parameters?: Parameter[];
  requestBody?: { required?: boolean; description?: string; content: Record<string, Media> };
  responses: Record<string, Answer>;
  security?: Security;
}

export interface Contract {
  info: { title: string; version: string; description: string };
  security: Security;
  paths: Record<string, Record<string, Operation>>;
  components: {
    schemas: Record<string, Schema>;
    parameters: Record<string, Parameter>;
    responses: Record<string, Answer>;
    headers: Record<string, { description?: string; schema?: Schema }>;
  };
}

export interface Entry {
  method: string;
  path: string;
  operation: Operation;
}

export const GROUPS = [
  'query', 'compatible', 'witness', 'session', 'merchants', 'keys', 'invitations', 'audit', 'staff', 'operation',
] as const;
export type Group = (typeof GROUPS)[number];

const RULES: [RegExp, Group][] = [
  [/^\/v1\/audit\//, 'witness'],
  [/^\/v1\//, 'query'],
  [/^\/(intp|cgi-bin)\//, 'compatible'],
  [/^\/api\/v1\/(session|me\b)/, 'session'],
  [/^\/api\/v1\/audit\//, 'audit'],
  [/^\/api\/v1\/(keys\/|merchants\/\{appid\}\/keys)/, 'keys'],
  [/^\/api\/v1\/merchants/, 'merchants'],
  [/^\/api\/v1\/invitations/, 'invitations'],
  [/^\/api\/v1\/staff/, 'staff'],
];

export const groupOf = (path: string): Group => RULES.find(([rule]) => rule.test(path))?.[1] ?? 'operation';

export const isConsole = (path: string): boolean => path.startsWith('/api/');

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

export function entriesOf(contract: Contract): Map<Group, Entry[]> {
  const groups = new Map<Group, Entry[]>(GROUPS.map((group) => [group, []]));
  for (const [path, operations] of Object.entries(contract.paths)) {
    for (const method of METHODS) {
      const operation = operations[method];
      if (operation) groups.get(groupOf(path))?.push({ method, path, operation });
    }
  }
  return new Map([...groups].filter(([, entries]) => entries.length > 0));
}

export const nameOf = (ref: string): string => ref.slice(ref.lastIndexOf('/') + 1);

// What a reference stands for; anything else as it is.
export function resolve<T extends { $ref?: string }>(contract: Contract, value: T): T {
  if (!value.$ref) return value;
  const found = value.$ref
    .replace(/^#\//, '')
    .split('/')
    .reduce<unknown>((at, name) => (at as Record<string, unknown> | undefined)?.[name], contract);
  return found as T;
}

// The members of an object, those of its parts in allOf too.
export interface Member {
  name: string;
  schema: Schema;
  required: boolean;
}

export function membersOf(contract: Contract, schema: Schema): Member[] {
  const whole = resolve(contract, schema);
  const own = Object.entries(whole.properties ?? {}).map(([name, member]) => ({
    name,
    schema: member,
    required: whole.required?.includes(name) ?? false,
  }));
  return [...(whole.allOf ?? []).flatMap((part) => membersOf(contract, part)), ...own];
}

// Names of all schemas that are spoken of, in the order of the document.
export function namedSchemas(contract: Contract): string[] {
  const text = JSON.stringify({ ...contract, components: { ...contract.components, schemas: undefined } });
  const used = new Set<string>();
  const take = (json: string): void => {
    for (const [, name = ''] of json.matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (used.has(name)) continue;
      used.add(name);
      take(JSON.stringify(contract.components.schemas[name] ?? {}));
    }
  };
  take(text);
  return Object.keys(contract.components.schemas).filter((name) => used.has(name));
}
