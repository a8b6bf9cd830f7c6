// What is typed or scanned, as the selector of a query. Length and alphabet beyond this are WeChat's to judge.
export type TextKind = 'code_url' | 'code';
export type Wrong = 'empty' | 'url_long' | 'code_long' | 'control' | 'scan68' | 'number';

const MAX_ID = 18446744073709551615n;
const bytes = (text: string) => new TextEncoder().encode(text).length;

// A URL has a host with a dot, or its scheme; a raw code has neither slash nor scheme.
export function kindOf(text: string): TextKind {
  const value = text.trim();
  return /^https?:\/\//i.test(value) || /^[^/\s]+\.[^/\s]+\//.test(value) || value.length > 16 ? 'code_url' : 'code';
}

export function wrongText(text: string, kind: TextKind): Wrong | undefined {
  // Blanks around it come with copying; within, and line ends of scanners, are told.
  const value = text.replace(/^ +| +$/g, '');
  if (!value) return 'empty';
  if (/[\u0000-\u001f\u007f]/.test(value)) return 'control';
  if (/^[01]{68}$/.test(value)) return 'scan68';
  if (kind === 'code_url') return bytes(value.replace(/^https?:\/\//i, '')) > 128 ? 'url_long' : undefined;
  return bytes(value) > 16 ? 'code_long' : undefined;
}

export const wrongNumber = (text: string): Wrong | undefined => {
  const value = text.trim();
  if (!value) return 'empty';
  return /^\d{1,20}$/.test(value) && BigInt(value) <= MAX_ID ? undefined : 'number';
};
