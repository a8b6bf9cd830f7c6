// What was signed of a stream, held against what the gateway says of it.
import { toBase64 } from './bytes';
import { parseCheckpoint, type Checkpoint } from './checkpoint';
import { attempt, fail, type Failure } from './failure';
import { openNote, type Opened } from './note';
import { type TrustedKey } from './trust';

export interface ToldStream {
  id: string;
  size: number;
  signed_size?: number | undefined;
  root?: string | undefined;
  checkpoint?: string | undefined;
}

export type CheckedStream =
  | { state: 'unsigned' }
  | { state: 'failed'; failure: Failure }
  | { state: 'signed'; checkpoint: Checkpoint; opened: Opened; tail: bigint }; // tail: records past the checkpoint

export function checkStream(told: ToldStream, keys: readonly TrustedKey[]): CheckedStream {
  const note = told.checkpoint;
  if (note === undefined || note === '') return { state: 'unsigned' };
  const result = attempt(() => {
    const opened = openNote(note, keys.map((one) => one.key));
    const checkpoint = parseCheckpoint(opened.text);
    if (checkpoint.log !== opened.signer.name) fail('checkpoint_other_log');
    if (checkpoint.stream !== told.id) fail('checkpoint_other_stream');
    const differs =
      (told.signed_size !== undefined && BigInt(told.signed_size) !== checkpoint.size) ||
      (told.root !== undefined && told.root !== toBase64(checkpoint.root)) ||
      BigInt(told.size) < checkpoint.size;
    if (differs) fail('checkpoint_differs');
    return { checkpoint, opened, tail: BigInt(told.size) - checkpoint.size };
  });
  return 'failure' in result ? { state: 'failed', failure: result.failure } : { state: 'signed', ...result.value };
}
