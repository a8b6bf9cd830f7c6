// Whole numbers with thousands separators, shares in per cent, durations: the same in both languages.
export const grouped = (n: number | string | bigint): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

// A part that is small is not called nothing, one that is nearly all not all.
export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  if (part === 0 || part === whole) return part === 0 ? '0%' : '100%';
  const percent = (part / whole) * 100;
  if (percent < 0.1) return '<0.1%';
  return percent > 99.9 ? '>99.9%' : `${percent.toFixed(1)}%`;
}

// Microseconds in the unit that reads best.
export function duration(us: number): string {
  if (us < 1_000) return `${us} µs`;
  if (us < 1_000_000) return `${(us / 1_000).toFixed(us < 10_000 ? 2 : 1)} ms`;
  return `${(us / 1_000_000).toFixed(2)} s`;
}
