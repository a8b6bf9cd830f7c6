// Verifies that of two checkpoints of a stream the later one goes on from the earlier: both are signed, and the
// consistency path leads to the roots of both.
import { equal, toBase64 } from './bytes';
import { parseCheckpoint, type Checkpoint } from './checkpoint';
import { attempt, fail } from './failure';
import { sameKey } from './key';
import { openNote, parseNote, type Opened } from './note';
import { decodePath, walkGrowth } from './path';
import { Walker, verdictOf, type Step, type StepName, type Verification } from './steps';
import type { TrustedKey } from './trust';

export interface Claim {
  stream: string;
  older: string; // signed notes
  newer: string;
  path: readonly string[]; // base64
}

const readCheckpoint = (note: string): Checkpoint => parseCheckpoint(parseNote(note).text);

// `keys`: those that the reader trusts (`own`), else those that the gateway names.
export function verifyGrowth(claim: Claim, keys: readonly TrustedKey[], own: boolean): Verification {
  const walker = new Walker();
  const told = (name: StepName, note: string): Checkpoint | undefined =>
    walker.step(name, (values) => checkCheckpoint(readCheckpoint(note), claim.stream, values));
  const signature = (name: StepName, note: string, checkpoint: Checkpoint | undefined): Opened | undefined =>
    walker.step(name, checkpoint && ((values) => checkSignature(note, checkpoint, keys, values)));

  const older = told('old_checkpoint', claim.older);
  const oldSigned = signature('old_signature', claim.older, older);
  const newer = told('new_checkpoint', claim.newer);
  const newSigned = signature('new_signature', claim.newer, newer);
  const walk = walker.step(
    'growth',
    older && newer && ((values, step) => {
      values.push(['size', `${older.size} → ${newer.size}`], ['hashes', String(claim.path.length)]);
      if (older.log !== newer.log) fail('checkpoint_other_log');
      const found = walkGrowth(older.size, newer.size, older.root, decodePath(claim.path));
      step.growth = found;
      return found;
    }),
  );
  walker.step('old_root', walk && older && ((values) => {
    values.push(['computed', toBase64(walk.oldRoot)], ['signed', toBase64(older.root)]);
    if (!equal(walk.oldRoot, older.root)) fail('old_root_differs');
  }));
  walker.step('new_root', walk && newer && ((values) => {
    values.push(['computed', toBase64(walk.newRoot)], ['signed', toBase64(newer.root)]);
    if (!equal(walk.newRoot, newer.root)) fail('new_root_differs');
  }));
  walker.step('trust', own && oldSigned && newSigned ? (values, step) => checkTrust(oldSigned, newSigned, keys, values, step) : undefined);
  return { steps: walker.steps, verdict: verdictOf(walker.steps, own) };
}

function checkCheckpoint(checkpoint: Checkpoint, stream: string, values: Step['values']): Checkpoint {
  const { log, size, root } = checkpoint;
  values.push(['log', log], ['stream', checkpoint.stream], ['size', String(size)], ['signed', toBase64(root)]);
  if (checkpoint.stream !== stream) fail('checkpoint_other_stream');
  return checkpoint;
}

function checkSignature(note: string, { log }: Checkpoint, keys: readonly TrustedKey[], values: Step['values']): Opened {
  const opened = openNote(note, keys.map((one) => one.key));
  values.push(['key', opened.signer.name], ['key_hash', opened.signer.hash]);
  if (log !== opened.signer.name) fail('checkpoint_other_log');
  return opened;
}

// Both signers are among the keys; the later one tells the longer way from the key that was given.
function checkTrust(older: Opened, newer: Opened, keys: readonly TrustedKey[], values: Step['values'], step: Step): void {
  const found = keys.filter(({ key }) => sameKey(key, older.signer) || sameKey(key, newer.signer));
  for (const { key } of found) values.push(['key', key.text]);
  step.trusted = found.at(-1);
}

// What a pasted note says, when it is a checkpoint of the stream.
export function sizeOfCheckpoint(note: string, stream: string): ReturnType<typeof attempt<bigint>> {
  return attempt(() => {
    const checkpoint = readCheckpoint(note);
    if (checkpoint.stream !== stream) fail('checkpoint_other_stream');
    if (checkpoint.size < 1n) fail('checkpoint_form');
    return checkpoint.size;
  });
}
