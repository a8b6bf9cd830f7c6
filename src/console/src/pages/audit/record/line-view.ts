// A record as pages show it, read from its line.
import { at, parseJson, textAt, type Json } from '../../../proof/line';

export interface Attempt {
  host: string;
  time: string;
  us: number;
  sent: 'yes' | 'maybe' | 'no';
  failure?: string | undefined;
  status?: string | undefined;
  errcode?: string | undefined;
  rid?: string | undefined;
  date?: string | undefined; // WeChat's
  generation?: string | undefined; // of the merchant's token
}

export interface RecordView {
  id: string;
  line: Json;
  kind: string;
  time: string;
  merchant?: string | undefined;
  outcome?: string | undefined;
  code?: string | undefined; // our refusal
  errcode?: string | undefined;
  rid?: string | undefined;
  action?: string | undefined;
  us?: number | undefined;
  count?: string | undefined;
  attempts: Attempt[];
  reply?: Json | undefined;
}

const number = (text: string | undefined): number | undefined => (text === undefined ? undefined : Number(text));

function attemptOf(entry: Json): Attempt {
  const sent = textAt(entry, 'sent');
  return {
    host: textAt(entry, 'host') ?? '',
    time: textAt(entry, 'time') ?? '',
    us: number(textAt(entry, 'us')) ?? 0,
    sent: sent === 'no' || sent === 'maybe' ? sent : 'yes',
    failure: textAt(entry, 'failure'),
    status: textAt(entry, 'status'),
    errcode: textAt(entry, 'errcode'),
    rid: textAt(entry, 'rid'),
    date: textAt(entry, 'date'),
    generation: textAt(entry, 'generation'),
  };
}

// Nothing for what is no line.
export function readRecord(text: string): RecordView | undefined {
  let line: Json;
  try {
    line = parseJson(text);
  } catch {
    return undefined;
  }
  const kind = textAt(line, 'kind');
  const stream = textAt(line, 'stream');
  const seq = textAt(line, 'seq');
  if (kind === undefined || stream === undefined || seq === undefined) return undefined;
  const attempts = at(line, 'attempts');
  return {
    id: `${stream}/${seq}`,
    line,
    kind,
    time: textAt(line, 'time') ?? '',
    merchant: textAt(line, 'merchant'),
    outcome: textAt(line, 'outcome'),
    code: textAt(line, 'code'),
    errcode: textAt(line, 'errcode'),
    rid: textAt(line, 'rid'),
    action: textAt(line, 'action'),
    us: number(textAt(line, 'us')),
    count: textAt(line, 'count'),
    attempts: Array.isArray(attempts) ? attempts.map(attemptOf) : [],
    reply: at(line, 'reply'),
  };
}

// What the query asked for: as it was sent where it was, else as it was received.
export function selectorOf({ line }: RecordView): [name: string, value: string][] {
  const sent = at(line, 'selector', 'sent');
  const selector = sent instanceof Map ? sent : at(line, 'selector', 'received');
  if (!(selector instanceof Map)) return [];
  return Array.from(selector, ([name, value]) => [name, textAt(value) ?? ''] as [string, string]).filter(([, value]) => value !== '');
}

// A value that is encrypted with the key of its day: `YYYY-MM-DD:base64`. Tells the day.
export function sealedDay(value: string): string | undefined {
  return /^(\d{4}-\d\d-\d\d):[A-Za-z0-9+/=_-]+$/.exec(value)?.[1];
}

// Members of the line in their order, those of objects by their path; arrays and the reply have tabs of their own.
export function fieldsOf(line: Json, prefix = ''): [path: string, value: string][] {
  if (!(line instanceof Map)) return [];
  return Array.from(line).flatMap(([name, value]): [string, string][] => {
    const path = prefix + name;
    if (path === 'attempts' || path === 'reply' || path === 'details') return [];
    if (value instanceof Map) return fieldsOf(value, `${path}.`);
    if (Array.isArray(value)) return [[path, String(value.length)]];
    return [[path, value === null ? 'null' : typeof value === 'boolean' ? String(value) : (textAt(value) ?? '')]];
  });
}
