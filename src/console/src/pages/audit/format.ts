// Times and hashes as the log's pages write them.

// A time of the log in the user's zone, with the microseconds that it has.
export function exactTime(at: string): string {
  const t = new Date(at);
  if (Number.isNaN(t.getTime())) return at;
  const two = (n: number): string => String(n).padStart(2, '0');
  const fraction = /\.(\d+)/.exec(at)?.[1] ?? '';
  return `${two(t.getHours())}:${two(t.getMinutes())}:${two(t.getSeconds())}${fraction && `.${fraction}`}`;
}

// Microseconds between two times of the log, which are finer than a Date.
export function microsecondsBetween(from: string, to: string): number {
  const at = (text: string): number => {
    const fraction = (/\.(\d+)/.exec(text)?.[1] ?? '').padEnd(6, '0').slice(0, 6);
    return Date.parse(text.replace(/\.\d+/, '')) * 1_000 + Number(fraction);
  };
  return at(to) - at(from);
}

// The first and the last of what is too long for a table.
export const shortHash = (text: string): string => (text.length > 20 ? `${text.slice(0, 10)}…${text.slice(-6)}` : text);
