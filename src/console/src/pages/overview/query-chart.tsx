import { useCallback, useMemo } from 'react';
import type { Overview } from '../../api/types';
import { Chart } from '../../parts/chart';
import type { ChartTheme } from '../../parts/chart-theme';
import { Empty } from '../../parts/empty';
import { grouped } from '../../parts/numbers';
import { outcomeBars } from '../../parts/outcome-bars';
import { OUTCOMES, countByOutcome, sumOf } from '../../parts/outcomes';
import { localTime } from '../../parts/time-text';
import { useWords } from '../../words/words';

const MINUTE = 60_000;

export function QueryChart({ minutes, now }: { minutes: Overview['minutes']; now: string }) {
  const { overview: words, common } = useWords();
  const last = Math.floor(new Date(now).getTime() / MINUTE) * MINUTE;
  const starts = useMemo(() => Array.from({ length: 60 }, (_, i) => last - (59 - i) * MINUTE), [last]);
  const option = useCallback(
    (theme: ChartTheme) =>
      outcomeBars(minutes, { starts, names: common.outcome, text: (start) => localTime(new Date(start), 'minute').slice(11) }, theme),
    [minutes, starts, common],
  );
  if (minutes.length === 0) return <Empty title={words.noQueries} hint={words.noQueriesHint} />;
  const counts = countByOutcome(minutes);
  const parts = OUTCOMES.filter((outcome) => counts[outcome]).map((outcome) => `${common.outcome[outcome]} ${grouped(counts[outcome] ?? 0)}`);
  return (
    <div className="query-chart">
      <Chart option={option} height="100%" label={words.chartSummary(grouped(sumOf(counts)), parts.join(', '))} />
    </div>
  );
}
