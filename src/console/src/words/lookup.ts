// A word for a code that may be one that nobody here knows.
export function wordFor(words: Record<string, string>, code: string | number | undefined): string | undefined {
  return code !== undefined && Object.hasOwn(words, String(code)) ? words[String(code)] : undefined;
}
