// The hashes of RFC 6962, section 2.1. Pages may be served without TLS on a private network, where browsers have
// no SubtleCrypto: hence a library.
import { sha256 } from '@noble/hashes/sha2';
import { concat, utf8 } from './bytes';

export type Hash = Uint8Array;
export const hashSize = 32;

export const sha256Of = (bytes: Uint8Array): Hash => sha256(bytes);

export const leafHash = (line: string): Hash => sha256(concat(Uint8Array.of(0), utf8(line)));

export const nodeHash = (left: Hash, right: Hash): Hash => sha256(concat(Uint8Array.of(1), left, right));
