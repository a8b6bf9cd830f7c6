// Daily manifests: each lists a day's streams and names the hash of the one before.
import { fromBase64, toHex, utf8 } from './bytes';
import { isStream } from './checkpoint';
import { attempt, fail, type Failure } from './failure';
import { hashSize, sha256Of } from './hash';
import { at, textAt, tryJson, type Json } from './line';
import { linesOf, openNote, parseNote, type Opened } from './note';
import { type TrustedKey } from './trust';

export interface ManifestStream {
  stream: string;
  size: bigint;
  root: string; // base64
}

export interface Manifest {
  log: string;
  day: string;
  previous: string; // SHA-256 in hex of the note before; 64 zeros: there is none
  streams: ManifestStream[];
  kinds: [string, bigint][];
  merchants: number;
}

export const noManifest = '0'.repeat(64);

const arrayAt = (value: Json, name: string): Json[] => {
  const found = at(value, name);
  return Array.isArray(found) ? found : [];
};

const count = (value: Json | undefined): bigint => {
  const text = textAt(value) ?? '';
  return /^\d{1,19}$/.test(text) ? BigInt(text) : fail('manifest_form');
};

function parseStream(entry: Json): ManifestStream {
  const stream = textAt(entry, 'stream') ?? '';
  const root = textAt(entry, 'root') ?? '';
  if (!isStream(stream) || fromBase64(root)?.length !== hashSize) fail('manifest_form');
  return { stream, size: count(at(entry, 'size')), root };
}

export function parseManifest(text: string): Manifest {
  const [origin = '', day = '', previous = '', json = ''] = linesOf(text, 4) ?? fail('manifest_form');
  const body = tryJson(json);
  if (!origin.endsWith('/manifest') || !/^\d{4}-\d\d-\d\d$/.test(day) || !/^[0-9a-f]{64}$/.test(previous))
    fail('manifest_form');
  if (!(body instanceof Map) || textAt(body, 'v') !== '1') fail('manifest_form');
  const streams = arrayAt(body, 'streams').map(parseStream);
  if (streams.some((one, i) => i > 0 && streams[i - 1]!.stream >= one.stream)) fail('manifest_order');
  const kinds = at(body, 'kinds');
  return {
    log: origin.slice(0, -'/manifest'.length),
    day,
    previous,
    streams,
    kinds: kinds instanceof Map ? Array.from(kinds, ([name, value]) => [name, count(value)]) : [],
    merchants: arrayAt(body, 'merchants').length,
  };
}

export interface ToldManifest {
  day: string;
  sha256: string;
  note: string;
}

// first: there is none before. linked: it names the hash of the one before. apart: the one before is not here.
export type Link = 'first' | 'linked' | 'apart' | 'broken';

// signed: by a key that is trusted. chained: by another key, but one that is signed names its hash, if over others.
export type Hold = 'signed' | 'chained' | 'failed';

export interface CheckedManifest {
  told: ToldManifest;
  sha256: string; // as computed here
  manifest?: Manifest;
  opened?: Opened;
  link: Link;
  hold: Hold;
  failures: Failure[];
}

function checkOne(told: ToldManifest, keys: readonly TrustedKey[]): CheckedManifest {
  const out: CheckedManifest = { told, sha256: toHex(sha256Of(utf8(told.note))), link: 'apart', hold: 'failed', failures: [] };
  const parsed = attempt(() => parseManifest(parseNote(told.note).text));
  if ('failure' in parsed) return { ...out, failures: [parsed.failure] };
  out.manifest = parsed.value;
  if (out.sha256 !== told.sha256) out.failures.push('manifest_hash');
  if (parsed.value.day !== told.day) out.failures.push('manifest_day');
  const opened = attempt(() => openNote(told.note, keys.map((one) => one.key)));
  if ('failure' in opened) return { ...out, failures: [...out.failures, opened.failure] };
  out.opened = opened.value;
  if (opened.value.signer.name !== parsed.value.log) out.failures.push('manifest_other_log');
  return out;
}

function linkOf(one: CheckedManifest, before: CheckedManifest | undefined): { link: Link; failures: Failure[] } {
  if (!one.manifest) return { link: 'broken', failures: [] };
  if (before && before.told.day >= one.told.day) return { link: 'broken', failures: ['manifest_order'] };
  if (!before) return { link: one.manifest.previous === noManifest ? 'first' : 'apart', failures: [] };
  if (one.manifest.previous === before.sha256) return { link: 'linked', failures: [] };
  return { link: 'broken', failures: ['manifest_link'] };
}

// Newest first, as they are told. The chain goes by the hashes that are computed here.
export function checkManifests(told: readonly ToldManifest[], keys: readonly TrustedKey[]): CheckedManifest[] {
  const checked = told.map((one) => checkOne(one, keys));
  let vouched = false; // the one above holds, and names the hash of this one
  return checked.map((one, i) => {
    const { link, failures } = linkOf(one, checked[i + 1]);
    const own = one.failures;
    const hold = own.length === 0 ? 'signed' : vouched && own.every((what) => what === 'signature_unknown') ? 'chained' : 'failed';
    vouched = hold !== 'failed' && link === 'linked';
    return { ...one, link, hold, failures: [...own, ...failures] };
  });
}
