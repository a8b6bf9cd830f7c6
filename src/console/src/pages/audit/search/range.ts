// Ranges of time, and how wide a bar of the histogram is.
import type { Filter } from './filter';

export const QUICK_RANGES = ['15m', '1h', '24h', '7d', '30d', '90d'] as const;
export type QuickRange = (typeof QUICK_RANGES)[number];

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const LENGTHS: Record<QuickRange, number> = {
  '15m': 15 * minute,
  '1h': hour,
  '24h': day,
  '7d': 7 * day,
  '30d': 30 * day,
  '90d': 90 * day,
};

// As the API takes it: UTC, to the second.
export const toUtc = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;

// The range up to now begins at a whole minute, so that going back finds the same address.
export function quickRange(range: QuickRange, now: number): Pick<Filter, 'from'> {
  return { from: toUtc(Math.floor((now - LENGTHS[range]) / minute) * minute) };
}

// A day, or a time in RFC 3339; nothing for what is neither.
export function momentOf(text: string | undefined): number | undefined {
  if (!text) return undefined;
  const ms = Date.parse(/^\d{4}-\d\d-\d\d$/.test(text) ? `${text}T00:00:00Z` : text);
  return Number.isNaN(ms) ? undefined : ms;
}

// Which quick range the filter is, within the minutes that have passed since it was chosen.
export function quickOf(filter: Filter, now: number): QuickRange | undefined {
  const from = momentOf(filter.from);
  if (from === undefined || filter.to) return undefined;
  return QUICK_RANGES.find((range) => Math.abs(now - from - LENGTHS[range]) <= Math.max(2 * minute, LENGTHS[range] / 20));
}

const WIDTHS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440, 2880, 10080, 20160, 44640] as const;
const mostBars = 96;

// Minutes of a bar: the narrowest that gives a readable number of them.
export function barMinutes(from: number, to: number): number {
  const minutes = Math.max(1, (to - from) / minute);
  return WIDTHS.find((width) => minutes / width <= mostBars) ?? 44640;
}

// The starts of all bars, empty ones too. Bars start at multiples of their width since 1970, UTC.
export function barStarts(from: number, to: number, minutes: number): number[] {
  const width = minutes * minute;
  const out: number[] = [];
  for (let start = Math.floor(from / width) * width; start < to && out.length < 2_000; start += width) out.push(start);
  return out;
}

// What was brushed, cut to the range that is shown.
export function brushed(first: number, last: number, minutes: number, from: number, to: number): Filter {
  return { from: toUtc(Math.max(first, from)), to: toUtc(Math.min(last + minutes * minute, to)) };
}
