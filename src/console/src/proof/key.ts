// A public key of the log: `<name>+<key hash, 8 hex digits>+<base64 of 0x01 ‖ 32 bytes>`.
import { concat, equal, fromBase64, fromHex, toHex, utf8 } from './bytes';
import { fail } from './failure';
import { sha256Of } from './hash';

export interface PublicKey {
  name: string;
  hash: string; // 8 hex digits
  bytes: Uint8Array; // 32
  text: string;
}

// Neither empty nor with white space, control characters or '+'.
export function isKeyName(name: string): boolean {
  return name !== '' && utf8(name).length <= 255 && !/[\s+\u0000-\u001f\u007f-\u009f\ufffd]/u.test(name);
}

// The first four bytes of SHA-256(name ‖ LF ‖ 0x01 ‖ public key).
export function keyHash(name: string, key: Uint8Array): string {
  return toHex(sha256Of(concat(utf8(`${name}\n`), Uint8Array.of(1), key)).subarray(0, 4));
}

export function parseKey(text: string): PublicKey {
  // Names have no '+', base64 may.
  const parts = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(text);
  if (!parts) fail('key_form');
  const [, name = '', hash = '', encoded = ''] = parts;
  if (!isKeyName(name) || hash.length !== 8 || !fromHex(hash)) fail('key_name');
  const bytes = fromBase64(encoded);
  if (!bytes || bytes.length !== 33 || bytes[0] !== 1) fail('key_algorithm');
  const key = bytes.subarray(1);
  if (keyHash(name, key) !== hash) fail('key_hash');
  return { name, hash, bytes: key, text };
}

export const sameKey = (a: PublicKey, b: PublicKey): boolean => a.name === b.name && equal(a.bytes, b.bytes);
