// Whole numbers with thousands separators, shares in per cent: the same in both languages.
export const grouped = (n: number | string | bigint): string => String(n).replace(/\B(?=(\d{3})+(?!\d))/g, ',');

export function share(part: number, whole: number): string {
  if (whole === 0) return '–';
  const percent = (part / whole) * 100;
  return `${percent > 0 && percent < 0.1 ? '<0.1' : percent.toFixed(percent >= 99.95 || percent === 0 ? 0 : 1)}%`;
}
