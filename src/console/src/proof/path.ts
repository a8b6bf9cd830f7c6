// Inclusion and consistency proofs (RFC 6962, sections 2.1.1 and 2.1.2), walked hash by hash so that each step can be
// shown.
import { fromBase64 } from './bytes';
import { fail } from './failure';
import { hashSize, nodeHash, type Hash } from './hash';

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

interface Climb {
  from: bigint; // the first leaf of the subtree that it begins at
  siblings: Sibling[];
}

// The siblings on the way up to the root of a tree of `size` leaves: from the leaf, or, `ended`, from the largest
// subtree that ends with it.
function climbOf(index: bigint, size: bigint, ended = false): Climb {
  const down: Sibling[] = [];
  let from = 0n;
  let count = size;
  while (count > 1n && !(ended && from + count === index + 1n)) {
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
  return { from, siblings: down.reverse() };
}

export function walkPath(leaf: Hash, index: bigint, size: bigint, path: readonly Hash[]): Walk {
  if (index < 0n || index >= size) fail('checkpoint_too_small');
  const { siblings } = climbOf(index, size);
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

export interface Growth extends Hop {
  before: Hash; // what the older tree's part comes to so far
}

export interface GrowthWalk {
  start: Hash; // over the records `first` to `last`, which both trees have
  first: bigint;
  last: bigint;
  climbs: Growth[];
  oldRoot: Hash;
  newRoot: Hash;
}

// From what ends the older tree up to both roots: what stands to the left belongs to both trees, what stands to the
// right to the newer one alone. A subtree that is the whole older tree is not in the path: it is `oldRoot` itself.
export function walkGrowth(old: bigint, size: bigint, oldRoot: Hash, path: readonly Hash[]): GrowthWalk {
  if (old < 1n || old > size) fail('checkpoint_order');
  const { from, siblings } = climbOf(old - 1n, size, true);
  const [start, ...rest] = from === 0n ? [oldRoot, ...path] : path;
  if (!start || rest.length !== siblings.length) fail('path_length');
  let before = start;
  let hash = start;
  const climbs = siblings.map(({ side, from: first, count }, i): Growth => {
    const sibling = rest[i]!;
    if (side === 'left') before = nodeHash(sibling, before);
    hash = side === 'left' ? nodeHash(sibling, hash) : nodeHash(hash, sibling);
    return { sibling, side, first, last: first + count - 1n, hash, before };
  });
  return { start, first: from, last: old - 1n, climbs, oldRoot: before, newRoot: hash };
}

export function decodePath(path: readonly string[]): Hash[] {
  return path.map((text) => {
    const hash = fromBase64(text);
    return hash?.length === hashSize ? hash : fail('path_form');
  });
}
