// An inclusion proof (RFC 6962, section 2.1.1), walked hash by hash so that each step can be shown.
import { fail } from './failure';
import { nodeHash, type Hash } from './hash';

export interface Hop {
  sibling: Hash;
  side: 'left' | 'right'; // where the sibling stands
  first: bigint; // the records below the sibling, both inclusive
  last: bigint;
  hash: Hash; // of both together
}

export interface Walk {
  hops: Hop[];
  root: Hash;
}

interface Sibling {
  side: Hop['side'];
  from: bigint;
  count: bigint;
}

// The largest power of two below `count`, count > 1.
function splitOf(count: bigint): bigint {
  return 1n << BigInt((count - 1n).toString(2).length - 1);
}

// The siblings on the way from the leaf up to the root of a tree of `size` leaves.
function siblingsOf(index: bigint, size: bigint): Sibling[] {
  const down: Sibling[] = [];
  let from = 0n;
  let count = size;
  while (count > 1n) {
    const split = splitOf(count);
    if (index < from + split) {
      down.push({ side: 'right', from: from + split, count: count - split });
      count = split;
    } else {
      down.push({ side: 'left', from, count: split });
      from += split;
      count -= split;
    }
  }
  return down.reverse();
}

export function walkPath(leaf: Hash, index: bigint, size: bigint, path: readonly Hash[]): Walk {
  if (index < 0n || index >= size) fail('checkpoint_too_small');
  const siblings = siblingsOf(index, size);
  if (siblings.length !== path.length) fail('path_length');
  const hops: Hop[] = [];
  let hash = leaf;
  siblings.forEach(({ side, from, count }, i) => {
    const sibling = path[i]!;
    hash = side === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    hops.push({ sibling, side, first: from, last: from + count - 1n, hash });
  });
  return { hops, root: hash };
}
