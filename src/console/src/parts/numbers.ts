// Whole numbers with thousands separators, shares in per cent: the same in both languages.
export const grouped = (n: number | string | bigint): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

// A part that is small is not called nothing, one that is nearly all not all.
export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  if (part === 0 || part === whole) return part === 0 ? '0%' : '100%';
  const percent = (part / whole) * 100;
  if (percent < 0.1) return '<0.1%';
  return percent > 99.9 ? '>99.9%' : `${percent.toFixed(1)}%`;
}
