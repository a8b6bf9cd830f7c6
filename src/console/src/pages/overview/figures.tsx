import type { ReactNode } from 'react';
import type { Overview } from '../../api/types';
import { grouped, share } from '../../parts/numbers';
import { countByOutcome, sumOf } from '../../parts/outcomes';
import { useWords } from '../../words/words';

function Figure({ name, value, unit, note }: { name: string; value: ReactNode; unit?: string; note: ReactNode }) {
  return (
    <div className="figure">
      <dt>{name}</dt>
      <dd>
        <span className="figure__value">
          {value}
          {unit && <small> {unit}</small>}
        </span>
        <span className="figure__note">{note}</span>
      </dd>
    </div>
  );
}

const perMinute = (anHour: number) => (anHour < 600 ? String(Math.round(anHour / 6) / 10) : grouped(Math.round(anHour / 60)));
const milliseconds = (ms: number) => (ms >= 100 ? ms.toFixed(0) : ms.toFixed(1));

// The last hour in five numbers. Without queries there is nothing to say.
export function Figures({ overview }: { overview: Overview }) {
  const words = useWords().overview;
  const counts = countByOutcome(overview.minutes);
  const all = sumOf(counts);
  const { latency } = overview;
  if (all === 0 && !latency) return null;
  const answered = (counts.active ?? 0) + (counts.inactive ?? 0);
  const refused = counts.refused ?? 0;
  const failed = all - answered - refused;
  return (
    <dl className="figures">
      <Figure name={words.lastHour} value={grouped(all)} note={words.perMinute(perMinute(all))} />
      <Figure name={words.answered} value={share(answered, all)} note={words.answeredNote} />
      <Figure name={words.refused} value={grouped(refused)} note={words.shareOf(share(refused, all))} />
      <Figure name={words.failed} value={grouped(failed)} note={words.shareOf(share(failed, all))} />
      {latency && (
        <Figure
          name={`${words.latency} p50 / p90 / p99`}
          value={latency.count === 0 ? '–' : [latency.p50_ms, latency.p90_ms, latency.p99_ms].map(milliseconds).join(' / ')}
          unit={latency.count === 0 ? undefined : words.ms}
          note={words.latencyNote(grouped(latency.count))}
        />
      )}
    </dl>
  );
}
