// What a table tells of a record, read from its line; the whole of it is on the audit log's pages.
import { parseExact } from '../../parts/exact-json';
import { localTime } from '../../parts/time-text';
import type { FoundRecord, RecordOutcome } from '../../api/types';

export interface RecordLine {
  kind?: string;
  outcome?: RecordOutcome;
  code?: string;
  errcode?: number;
  us?: number;
  count?: number;
  action?: string;
  actor?: { kind?: string; name?: string };
  details?: Record<string, unknown>;
  selector?: { received?: Record<string, unknown>; sent?: Record<string, unknown> };
}

export function lineOf(record: FoundRecord): RecordLine {
  try {
    return parseExact(record.line) as RecordLine;
  } catch {
    return {};
  }
}

export function selectorText({ selector }: RecordLine): string {
  const named = selector?.sent ?? selector?.received ?? {};
  const { code, code_url, application_id, code_index } = named;
  return String(code ?? code_url ?? (application_id === undefined ? '' : `${String(application_id)} / ${String(code_index)}`));
}

const isTime = (text: string): boolean => /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(text);

export interface DetailWords {
  detailNames: Readonly<Record<string, string>>;
  /** By name, then value: what WeChat numbers. */
  detailValues: Readonly<Record<string, Readonly<Record<string, string>>>>;
  yes: string;
}

// Nothing for what says nothing: an empty list, no, null.
function detailText(value: unknown, words: DetailWords): string {
  if (value === null || value === false || value === '') return '';
  if (value === true) return words.yes;
  if (Array.isArray(value)) return value.map((one) => detailText(one, words)).join(', ');
  if (typeof value === 'object') return `(${membersText(value, words, ', ')})`;
  const text = String(value);
  return isTime(text) ? localTime(text, 'minute') : text;
}

function membersText(members: object, words: DetailWords, separator: string): string {
  return Object.entries(members)
    .map(([name, value]) => [words.detailNames[name] ?? name, words.detailValues[name]?.[String(value)] ?? detailText(value, words)])
    .filter(([, text]) => text)
    .map(([name, text]) => `${name}: ${text}`)
    .join(separator);
}

// Few: one line of them is readable.
export const detailsText = ({ details }: RecordLine, words: DetailWords): string => membersText(details ?? {}, words, ' · ');
