// A checkpoint (c2sp.org/tlog-checkpoint): `<log>/<stream>`, the size in decimal, the root in base64.
import { fromBase64 } from './bytes';
import { fail } from './failure';
import { hashSize, type Hash } from './hash';
import { linesOf } from './note';

export interface Checkpoint {
  log: string;
  stream: string; // 16 hex digits
  size: bigint;
  root: Hash;
}

export const isStream = (text: string): boolean => /^[0-7][0-9a-f]{15}$/.test(text) && !/^0+$/.test(text);

const largest = (1n << 63n) - 1n;

export function parseCheckpoint(text: string): Checkpoint {
  const [origin = '', size = '', encoded = ''] = linesOf(text, 3) ?? fail('checkpoint_form');
  const slash = origin.lastIndexOf('/');
  const stream = origin.slice(slash + 1);
  const root = fromBase64(encoded);
  if (slash < 1 || !isStream(stream) || !/^(0|[1-9]\d{0,18})$/.test(size) || BigInt(size) > largest)
    fail('checkpoint_form');
  if (!root || root.length !== hashSize) fail('checkpoint_form');
  return { log: origin.slice(0, slash), stream, size: BigInt(size), root };
}
