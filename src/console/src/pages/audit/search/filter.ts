// The filter of a search: in the address with the names that the API has for its parameters.
export const FILTER_NAMES = [
  'from',
  'to',
  'merchant',
  'key',
  'client',
  'kind',
  'dialect',
  'outcome',
  'refusal',
  'errcode',
  'rid',
  'request',
  'record',
  'code',
  'code_url',
  'application',
  'index',
  'activity',
  'brand',
  'title',
] as const;

export type FilterName = (typeof FILTER_NAMES)[number];
export type Filter = Partial<Record<FilterName, string>>;

export const KINDS = ['query', 'authorization', 'admin', 'access', 'system'] as const;
export const OUTCOMES = ['active', 'inactive', 'refused', 'upstream_error', 'not_sent', 'unknown'] as const;
export const DIALECTS = ['native', 'compatible', 'console'] as const;

export function readFilter(params: URLSearchParams): Filter {
  const filter: Filter = {};
  for (const name of FILTER_NAMES) {
    const value = params.get(name)?.trim();
    if (value) filter[name] = value;
  }
  return filter;
}

// The address with another filter; what else stands there (the open record, its tab) goes, but for `keep`.
export function writeFilter(params: URLSearchParams, filter: Filter, keep: readonly string[] = []): URLSearchParams {
  const out = new URLSearchParams();
  for (const name of FILTER_NAMES) {
    const value = filter[name]?.trim();
    if (value) out.set(name, value);
  }
  for (const name of keep) {
    const value = params.get(name);
    if (value !== null) out.set(name, value);
  }
  return out;
}

export const isEmpty = (filter: Filter): boolean => FILTER_NAMES.every((name) => !filter[name]);

export const listOf = (value: string | undefined): string[] => (value ? value.split(',').filter(Boolean) : []);

// An index says nothing without its application.
export function without(filter: Filter, ...names: FilterName[]): Filter {
  const out = { ...filter };
  for (const name of names) delete out[name];
  if (!out.application) delete out.index;
  return out;
}

const KEY = /^[0-9a-z]{12}$/;
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const INDEX = /^\d{1,20}(\.\.\d{1,20})?$/;

const RULES: Partial<Record<FilterName, RegExp>> = {
  key: KEY,
  client: /^[0-9a-f.:]+(\/\d{1,3})?$/i,
  errcode: /^-?\d{1,18}$/,
  request: UUID,
  record: /^[0-9a-f]{16}\/\d{1,19}$/,
  application: /^\d{1,20}$/,
  index: INDEX,
};

// What the gateway would refuse anyway; told where it is typed.
export function isWellFormed(name: FilterName, value: string): boolean {
  return RULES[name]?.test(value) ?? true;
}
