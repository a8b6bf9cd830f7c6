// Verifies the receipt of one record, step by step, so that a page can show what was checked and with what.
import { equal, toBase64 } from './bytes';
import { parseCheckpoint, type Checkpoint } from './checkpoint';
import { attempt, fail } from './failure';
import { leafHash } from './hash';
import { sameKey } from './key';
import { openNote, parseNote, type Opened } from './note';
import { decodePath, walkPath } from './path';
import { Walker, verdictOf, type Step, type Verification } from './steps';
import { extendTrust, parseKeyFile, type KeyFile, type TrustedKey } from './trust';

export interface Receipt {
  id: string;
  line: string;
  path: string[];
  checkpoint: string;
  key: string;
  keys: string[];
}

const beginning = /^\{"v":1,"kind":"(?:query|authorization|admin|access|system)","stream":"([0-9a-f]{16})","seq":(0|[1-9]\d{0,18}),/;

function checkLine(receipt: Receipt, shown: string | undefined, values: Step['values']): { stream: string; seq: bigint } {
  values.push(['record', receipt.id], ['bytes', String(new TextEncoder().encode(receipt.line).length)]);
  const [, stream = '', seq = ''] = beginning.exec(receipt.line) ?? fail('line_form');
  if (/[\n\0]/.test(receipt.line) || !receipt.line.endsWith('}')) fail('line_form');
  if (`${stream}/${seq}` !== receipt.id) fail('line_other_record');
  if (shown !== undefined && shown !== receipt.line) fail('line_differs');
  return { stream, seq: BigInt(seq) };
}

function checkSignature(receipt: Receipt, mine: TrustedKey[], values: Step['values']): Opened {
  // The key that the receipt names is no witness, but tells a wrong signature from one by a stranger's key.
  const told = extendTrust([...parseKeyFile(receipt.key).keys], receipt.keys);
  const others = told.filter((one) => !mine.some((other) => sameKey(one.key, other.key)));
  const opened = openNote(receipt.checkpoint, [...mine, ...others].map((one) => one.key));
  values.push(['key', opened.signer.name], ['key_hash', opened.signer.hash]);
  return opened;
}

// `trusted`: the keys that the reader has from elsewhere; without them the gateway's own word has to do. `shown`: the
// line that the reader sees, which must be the one that is proven.
export function verifyReceipt(receipt: Receipt, trusted: KeyFile | undefined, shown?: string): Verification {
  const walker = new Walker();
  const line = walker.step('line', (values) => checkLine(receipt, shown, values));
  const leaf = walker.step('leaf', (values) => {
    const hash = leafHash(receipt.line);
    values.push(['leaf', toBase64(hash)]);
    return hash;
  });
  const text = attempt(() => parseCheckpoint(parseNote(receipt.checkpoint).text));
  const checkpoint: Checkpoint | undefined = 'value' in text ? text.value : undefined;
  const walk = walker.step(
    'path',
    line && leaf && checkpoint && ((values, step) => {
      const found = walkPath(leaf, line.seq, checkpoint.size, decodePath(receipt.path));
      values.push(['hashes', String(found.hops.length)], ['computed', toBase64(found.root)]);
      step.hops = found.hops;
      return found;
    }),
  );
  walker.step('checkpoint', (values) => {
    if ('failure' in text) fail(text.failure);
    const { log, stream, size, root } = text.value;
    values.push(['log', log], ['stream', stream], ['size', String(size)], ['signed', toBase64(root)]);
    if (line && stream !== line.stream) fail('checkpoint_other_stream');
    if (line && size <= line.seq) fail('checkpoint_too_small');
    return size;
  });
  walker.step('root', walk && checkpoint && ((values) => {
    values.push(['computed', toBase64(walk.root)], ['signed', toBase64(checkpoint.root)]);
    if (!equal(walk.root, checkpoint.root)) fail('root_differs');
  }));
  const mine = attempt(() => (trusted ? extendTrust(trusted.keys, [...trusted.changes, ...receipt.keys]) : []));
  const opened = walker.step('signature', (values) => {
    const signed = checkSignature(receipt, 'value' in mine ? mine.value : [], values);
    if (checkpoint && checkpoint.log !== signed.signer.name) fail('checkpoint_other_log');
    return signed;
  });
  walker.step('trust', trusted && opened && ((values, step) => {
    if ('failure' in mine) fail(mine.failure);
    const found = mine.value.find((one) => sameKey(one.key, opened.signer)) ?? fail('key_not_trusted');
    values.push(['key', found.key.text]);
    step.trusted = found;
  }));
  return { steps: walker.steps, verdict: verdictOf(walker.steps, trusted !== undefined) };
}
