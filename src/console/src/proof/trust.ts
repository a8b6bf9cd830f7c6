// Which keys somebody trusts: those given, and those that a change signed by both keys leads to from there.
import { attempt, fail, type Failure } from './failure';
import { parseKey, sameKey, type PublicKey } from './key';
import { cutNotes, linesOf, openNote, parseNote } from './note';

export interface KeyChange {
  log: string;
  number: number;
  before: PublicKey;
  after: PublicKey;
  time: string;
}

// A key that is trusted, and the changes that led to it from one that was given.
export interface TrustedKey {
  key: PublicKey;
  by: KeyChange[];
}

export interface KeyFile {
  keys: PublicKey[];
  changes: string[];
}

const time = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

// Reads the note and checks both signatures.
export function openKeyChange(note: string): KeyChange {
  const lines = linesOf(parseNote(note).text, 5);
  const [origin = '', number = '', before = '', after = '', when = ''] = lines ?? fail('change_form');
  if (!origin.endsWith('/keys') || !/^[1-9]\d{0,5}$/.test(number) || !time.test(when)) fail('change_form');
  const change = {
    log: origin.slice(0, -'/keys'.length),
    number: Number(number),
    before: parseKey(before),
    after: parseKey(after),
    time: when,
  };
  for (const key of [change.before, change.after]) {
    if ('failure' in attempt(() => openNote(note, [key]))) fail('change_signatures');
  }
  return change;
}

// What `audit verify --key` reads: a key a line, `#` begins a comment, key changes may follow.
export function parseKeyFile(text: string): KeyFile {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const first = lines.findIndex((line) => line.trim().endsWith('/keys') && !line.startsWith('#'));
  const head = first < 0 ? lines : lines.slice(0, first);
  const keys = head.map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'));
  const tail = first < 0 ? '' : `${lines.slice(first).join('\n').replace(/\n*$/, '')}\n`;
  return { keys: keys.map(parseKey), changes: cutNotes(tail) };
}

// Follows the changes forward from the keys that were given. A change that begins from a key that is not trusted
// changes nothing; a key with two successors is a fork, and that is a failure of the whole.
export function extendTrust(given: readonly PublicKey[], changes: readonly string[]): TrustedKey[] {
  const trusted: TrustedKey[] = given.map((key) => ({ key, by: [] }));
  const read: KeyChange[] = [];
  for (const note of new Set(changes)) read.push(openKeyChange(note));
  for (let i = 0; i < trusted.length; ++i) {
    const from = trusted[i]!;
    const next = read.filter((change) => sameKey(change.before, from.key) && change.log === change.before.name);
    const successor = next[0];
    if (!successor) continue;
    if (next.some((change) => !sameKey(change.after, successor.after))) fail('change_fork');
    if (trusted.some((other) => sameKey(other.key, successor.after))) continue;
    trusted.push({ key: successor.after, by: [...from.by, successor] });
  }
  return trusted;
}

// What is wrong with a pasted key file.
export function failureOf(text: string): Failure | undefined {
  const read = attempt(() => parseKeyFile(text));
  if ('failure' in read) return read.failure;
  return read.value.keys.length === 0 ? 'key_form' : undefined;
}
