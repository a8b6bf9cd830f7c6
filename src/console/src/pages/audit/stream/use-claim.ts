// What the gateway claims of two checkpoints: their notes, and the path that leads to both.
import { api, call } from '../../../api/client';
import { Problem } from '../../../api/problem';
import type { Checkpoint } from '../../../api/types';
import { useLoad, type Loaded } from '../../../api/use-load';
import type { Claim } from '../../../proof/growth';
import { readStream } from './use-stream';

export interface Pair {
  old: number;
  new: number;
  // A checkpoint that the reader kept stands for the gateway's own of the earlier size.
  kept?: string | undefined;
}

async function noteOf(stream: string, size: number, known: readonly Checkpoint[], signal: AbortSignal): Promise<string> {
  const listed = known.find((one) => one.size === size) ?? (await readStream(stream, size + 1, signal)).checkpoints[0];
  if (listed?.size !== size) throw new Problem('not_found', 404, '');
  return listed.note;
}

async function claimOf(stream: string, pair: Pair, known: readonly Checkpoint[], signal: AbortSignal): Promise<Claim> {
  const newer = await noteOf(stream, pair.new, known, signal);
  const older = pair.kept ?? (await noteOf(stream, pair.old, known, signal));
  // Nothing leads from a larger log to a smaller one: the verification says so.
  if (pair.old > pair.new) return { stream, older, newer, path: [] };
  const params = { path: { stream }, query: { old: pair.old, new: pair.new } };
  const { path } = await call(api.GET('/api/v1/audit/consistency/{stream}', { params, signal }));
  return { stream, older, newer, path };
}

// `known` is read when the pair changes, not when it grows.
export function useClaim(stream: string, pair: Pair | undefined, known: readonly Checkpoint[]): Loaded<Claim> {
  return useLoad((signal) => claimOf(stream, pair!, known, signal), [stream, pair?.old, pair?.new, pair?.kept], {
    when: pair !== undefined,
  });
}
