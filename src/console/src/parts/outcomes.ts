import type { RecordOutcome } from '../api/types';
import type { ChartTheme } from './chart-theme';
import { OUTCOME_TONE } from './tags';

// The order of outcomes in every chart and list: answers first, then by how bad it is.
export const OUTCOMES: RecordOutcome[] = ['active', 'inactive', 'refused', 'upstream_error', 'not_sent', 'unknown'];

export function outcomeColour(outcome: RecordOutcome, theme: ChartTheme): string {
  return outcome === 'unknown' ? theme.unknown : theme[OUTCOME_TONE[outcome]];
}

export type Counts = Partial<Record<RecordOutcome, number>>;

export function countByOutcome(items: readonly { outcome?: RecordOutcome; count: number }[]): Counts {
  const counts: Counts = {};
  for (const { outcome, count } of items) if (outcome) counts[outcome] = (counts[outcome] ?? 0) + count;
  return counts;
}

export const sumOf = (counts: Counts): number => Object.values(counts).reduce((sum, n) => sum + n, 0);
