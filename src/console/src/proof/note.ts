// Signed notes (c2sp.org/signed-note): a text, an empty line, and a line for each signature,
//
//   — <key name> <base64 of: key hash (4 bytes) ‖ Ed25519 signature (64 bytes)>
import { ed25519 } from '@noble/curves/ed25519';
import { fromBase64, toHex, utf8 } from './bytes';
import { fail } from './failure';
import { isKeyName, type PublicKey } from './key';

export interface Signature {
  name: string;
  hash: string; // of the key, 8 hex digits
  bytes: Uint8Array; // 64, or empty: by another algorithm
}

export interface Note {
  text: string; // with its last LF
  signatures: Signature[];
}

const dash = '\u2014 ';
const mostSignatures = 16;

function parseSignature(line: string): Signature {
  const space = line.indexOf(' ', dash.length);
  if (!line.startsWith(dash) || space < 0) fail('note_signature_line');
  const name = line.slice(dash.length, space);
  const bytes = fromBase64(line.slice(space + 1));
  if (!isKeyName(name) || !bytes || bytes.length < 5) fail('note_signature_line');
  return { name, hash: toHex(bytes.subarray(0, 4)), bytes: bytes.length === 68 ? bytes.subarray(4) : new Uint8Array() };
}

export function parseNote(note: string): Note {
  if (/[\u0000-\u0009\u000b-\u001f]/.test(note) || /[\ud800-\udfff]/u.test(note)) fail('note_characters');
  const split = note.lastIndexOf('\n\n');
  if (split < 0 || !note.endsWith('\n')) fail('note_form');
  const lines = note.slice(split + 2).split('\n').slice(0, -1);
  if (lines.length === 0) fail('note_unsigned');
  if (lines.length > mostSignatures) fail('note_signature_line');
  return { text: note.slice(0, split + 1), signatures: lines.map(parseSignature) };
}

export function isSignedBy(text: string, signature: Signature, key: PublicKey): boolean {
  if (signature.bytes.length !== 64) return false;
  try {
    return ed25519.verify(signature.bytes, utf8(text), key.bytes, { zip215: false });
  } catch {
    return false; // the key or the signature is no point of the curve
  }
}

export interface Opened {
  text: string;
  signer: PublicKey;
  signature: Signature;
}

// The note's text and who signed it: at least one of the keys, and none of them wrongly. Signatures by others are
// passed over.
export function openNote(note: string, keys: readonly PublicKey[]): Opened {
  const { text, signatures } = parseNote(note);
  let opened: Opened | undefined;
  for (const signature of signatures) {
    const signer = keys.find((key) => key.name === signature.name && key.hash === signature.hash);
    if (!signer) continue;
    if (!isSignedBy(text, signature, signer)) fail('signature_wrong');
    opened ??= { text, signer, signature };
  }
  return opened ?? fail('signature_unknown');
}

// The notes of a text that holds them one after the other, with empty lines between them or without.
export function cutNotes(text: string): string[] {
  const notes: string[] = [];
  let rest = text.replace(/^\n+/, '');
  while (rest !== '') {
    const blank = rest.indexOf('\n\n');
    let end = blank < 0 ? rest.length : blank + 2;
    while (rest.startsWith(dash, end)) {
      const line = rest.indexOf('\n', end);
      end = line < 0 ? rest.length : line + 1;
    }
    notes.push(rest.slice(0, end));
    rest = rest.slice(end).replace(/^\n+/, '');
  }
  return notes;
}

// The text's lines, where it has exactly so many.
export function linesOf(text: string, count: number): string[] | undefined {
  const lines = text.split('\n');
  return lines.length === count + 1 && lines[count] === '' ? lines.slice(0, count) : undefined;
}
