// What a pasted id may be. The first guess is searched for on Enter; the others are offered.
import type { FilterName } from './filter';

export interface Guess {
  name: FilterName;
  value: string;
}

const PATTERNS: [FilterName, RegExp][] = [
  ['request', /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i],
  ['record', /^[0-9a-f]{16}\/\d{1,19}$/],
  ['rid', /^[0-9a-f]{8}-[0-9a-f]{8}-[0-9a-f]{8}$/i],
  ['merchant', /^wx[0-9a-f]{16}$/],
];

const guess = (name: FilterName, value: string): Guess => ({ name, value });

export function recognise(text: string): Guess[] {
  const value = text.trim();
  if (value === '') return [];
  // Of an API key only its id goes into the address, never the secret.
  const key = /^mk_([0-9a-z]{12})(_|$)/.exec(value);
  if (key) return [guess('key', key[1]!)];
  const sure = PATTERNS.find(([, pattern]) => pattern.test(value));
  if (sure) return [guess(sure[0], value)];
  const url = value.replace(/^https?:\/\//i, '');
  if (url !== value || /^[^/\s]+\.[^/\s]+\/./.test(url)) return [guess('code_url', url)];
  const words = [guess('title', `${value}*`), guess('brand', `${value}*`), guess('activity', `${value}*`)];
  // Codes and ids are printable ASCII; whatever else is a word of a product.
  if (!/^[!-~]+$/.test(value)) return words;
  const out: Guess[] = [];
  if (/^-?\d{1,6}$/.test(value)) out.push(guess('errcode', value));
  if (/^\d{7,20}$/.test(value)) out.push(guess('application', value));
  if (/^[0-9a-z]{12}$/.test(value)) out.push(guess('key', value));
  if (value.length <= 16) out.push(guess('code', value));
  return [...out, guess('rid', value), guess('code_url', value), ...words];
}
