// For the tests: the vectors of tests/vectors/audit, keys that sign, and a tree built as RFC 6962 defines it.
import { readFileSync } from 'node:fs';
import { ed25519 } from '@noble/curves/ed25519';
import { concat, fromHex, toBase64, utf8 } from './bytes';
import { leafHash, nodeHash, sha256Of, type Hash } from './hash';
import { keyHash, parseKey, type PublicKey } from './key';

const folder = new URL('../../../../tests/vectors/audit/', import.meta.url);

export const vector = (name: string): string => readFileSync(new URL(name, folder), 'utf8');

export interface Signer {
  key: PublicKey;
  line: (text: string) => string;
}

export function makeSigner(name: string, seed: number): Signer {
  const secret = new Uint8Array(32).fill(seed);
  const bytes = ed25519.getPublicKey(secret);
  const hash = keyHash(name, bytes);
  const key = parseKey(`${name}+${hash}+${toBase64(concat(Uint8Array.of(1), bytes))}`);
  const line = (text: string): string =>
    `\u2014 ${name} ${toBase64(concat(fromHex(hash)!, ed25519.sign(utf8(text), secret)))}\n`;
  return { key, line };
}

export const signed = (text: string, ...signers: Signer[]): string =>
  `${text}\n${signers.map((signer) => signer.line(text)).join('')}`;

const splitOf = (count: number): number => 2 ** Math.floor(Math.log2(count - 1));

export function rootOf(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return sha256Of(new Uint8Array());
  if (leaves.length === 1) return leaves[0]!;
  const split = splitOf(leaves.length);
  return nodeHash(rootOf(leaves.slice(0, split)), rootOf(leaves.slice(split)));
}

export function pathOf(index: number, leaves: readonly Hash[]): Hash[] {
  if (leaves.length <= 1) return [];
  const split = splitOf(leaves.length);
  return index < split
    ? [...pathOf(index, leaves.slice(0, split)), rootOf(leaves.slice(split))]
    : [...pathOf(index - split, leaves.slice(split)), rootOf(leaves.slice(0, split))];
}

// From the tree of the first `old` leaves to that of all; `whole`: the older tree is the whole subtree here.
export function growthOf(old: number, leaves: readonly Hash[], whole = true): Hash[] {
  if (old === leaves.length) return whole ? [] : [rootOf(leaves)];
  const split = splitOf(leaves.length);
  return old <= split
    ? [...growthOf(old, leaves.slice(0, split), whole), rootOf(leaves.slice(split))]
    : [...growthOf(old - split, leaves.slice(split), false), rootOf(leaves.slice(0, split))];
}

export const leavesOf = (count: number): Hash[] => Array.from({ length: count }, (_, i) => leafHash(`line ${i}`));
