// From the counts of the API to the columns of the histogram.
import type { HistogramBar, RecordOutcome } from '../../../api/types';
import { barStarts } from './range';

// From the bottom of a column to its top.
export const SERIES = ['active', 'inactive', 'refused', 'upstream_error', 'not_sent', 'unknown', 'other'] as const;
export type Series = RecordOutcome | 'other';

export interface Column {
  start: number;
  counts: Record<Series, number>;
  total: number;
}

const none = (): Record<Series, number> => ({
  active: 0, inactive: 0, refused: 0, upstream_error: 0, not_sent: 0, unknown: 0, other: 0,
});

export function columnsOf(bars: readonly HistogramBar[], from: number, to: number, minutes: number): Column[] {
  const columns = barStarts(from, to, minutes).map((start): Column => ({ start, counts: none(), total: 0 }));
  const places = new Map(columns.map((column) => [column.start, column]));
  for (const bar of bars) {
    const column = places.get(Date.parse(bar.start));
    if (!column) continue;
    column.counts[bar.outcome ?? 'other'] += bar.count;
    column.total += bar.count;
  }
  return columns;
}

export function totals(columns: readonly Column[]): Record<Series, number> {
  const out = none();
  for (const column of columns) for (const name of SERIES) out[name] += column.counts[name];
  return out;
}

// The next round number above, for the axis.
export function ceilingOf(columns: readonly Column[]): number {
  const most = Math.max(0, ...columns.map((column) => column.total));
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most)));
  return [1, 2, 3, 4, 5, 6, 8, 10].map((step) => step * power).find((round) => round >= most) ?? most;
}
