// What a table tells of a record, read from its line; the whole of it is on the audit log's pages.
import { parseExact } from '../../parts/exact-json';
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

// Few and flat: one line of them is readable.
export function detailsText({ details }: RecordLine): string {
  return Object.entries(details ?? {})
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(' · ');
}
