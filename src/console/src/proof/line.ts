// Reads JSON with its numbers as text: ids go up to 2^64-1, and a double would round them. What WeChat answered may
// hold a member twice; the last one counts, as with JSON.parse.

// A number as it stands in the text.
export class Numeral {
  constructor(readonly text: string) {}
  toString(): string {
    return this.text;
  }
}

export type Json = null | boolean | string | Numeral | Json[] | JsonObject;
export type JsonObject = Map<string, Json>;

const deepest = 64;
const numeral = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const space = /[ \t\n\r]*/y;

class Reader {
  private at = 0;

  constructor(private readonly text: string) {}

  whole(): Json {
    const value = this.value(0);
    if (this.at !== this.text.length) this.stop();
    return value;
  }

  private stop(): never {
    throw new SyntaxError(`no JSON at ${this.at}`);
  }

  private match(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found !== undefined) this.at += found.length;
    return found;
  }

  private take(literal: string): boolean {
    if (!this.text.startsWith(literal, this.at)) return false;
    this.at += literal.length;
    return true;
  }

  private value(depth: number): Json {
    if (depth > deepest) this.stop();
    this.match(space);
    const value = this.bare(depth);
    this.match(space);
    return value;
  }

  private bare(depth: number): Json {
    if (this.take('{')) return this.object(depth);
    if (this.take('[')) return this.array(depth);
    if (this.text[this.at] === '"') return this.string();
    if (this.take('null')) return null;
    if (this.take('true')) return true;
    if (this.take('false')) return false;
    return new Numeral(this.match(numeral) ?? this.stop());
  }

  private string(): string {
    if (this.text[this.at] !== '"') this.stop();
    let end = this.at + 1;
    while (this.text[end] !== '"') {
      end += this.text[end] === '\\' ? 2 : 1;
      if (end >= this.text.length) this.stop();
    }
    const literal = this.text.slice(this.at, end + 1);
    this.at = end + 1;
    return JSON.parse(literal) as string;
  }

  private object(depth: number): JsonObject {
    const out: JsonObject = new Map();
    this.match(space);
    if (this.take('}')) return out;
    do {
      this.match(space);
      const name = this.string();
      this.match(space);
      if (!this.take(':')) this.stop();
      out.set(name, this.value(depth + 1));
    } while (this.take(','));
    if (!this.take('}')) this.stop();
    return out;
  }

  private array(depth: number): Json[] {
    const out: Json[] = [];
    this.match(space);
    if (this.take(']')) return out;
    do out.push(this.value(depth + 1));
    while (this.take(','));
    if (!this.take(']')) this.stop();
    return out;
  }
}

// Throws SyntaxError.
export const parseJson = (text: string): Json => new Reader(text).whole();

export function tryJson(text: string): Json | undefined {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

// A value deep within, by the names of members.
export function at(value: Json | undefined, ...path: string[]): Json | undefined {
  let found = value;
  for (const name of path) found = found instanceof Map ? found.get(name) : undefined;
  return found;
}

// A string or a number as text; nothing for whatever else.
export function textAt(value: Json | undefined, ...path: string[]): string | undefined {
  const found = at(value, ...path);
  return typeof found === 'string' ? found : found instanceof Numeral ? found.text : undefined;
}

// The value as indented JSON, its numbers as they were.
export function pretty(value: Json, indent = ''): string {
  const deeper = `${indent}  `;
  if (value instanceof Numeral) return value.text;
  if (Array.isArray(value)) {
    const items = value.map((item) => deeper + pretty(item, deeper));
    return items.length === 0 ? '[]' : `[\n${items.join(',\n')}\n${indent}]`;
  }
  if (value instanceof Map) {
    const members = Array.from(value, ([name, item]) => `${deeper}${JSON.stringify(name)}: ${pretty(item, deeper)}`);
    return members.length === 0 ? '{}' : `{\n${members.join(',\n')}\n${indent}}`;
  }
  return JSON.stringify(value);
}
