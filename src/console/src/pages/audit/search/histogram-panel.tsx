// How the records that were found spread over time. Counts what the search finds, and stands in the log as it does.
import { useMemo } from 'react';
import { api, call } from '../../../api/client';
import { useLoad } from '../../../api/use-load';
import { grouped } from '../../../parts/numbers';
import { Panel } from '../../../parts/panel';
import { useWords, type Words } from '../../../words/words';
import type { Filter } from './filter';
import { Histogram } from './histogram';
import { SERIES, columnsOf, totals } from './histogram-data';
import { barMinutes, brushed, momentOf, toUtc } from './range';
import { queryOf } from './use-search';

interface Props {
  filter: Filter;
  turn: number;
  onFilter: (filter: Filter) => void;
}

const widthText = (minutes: number, words: Words['audit']['histogram']): string =>
  minutes % 1440 === 0 ? words.days(minutes / 1440) : minutes % 60 === 0 ? words.hours(minutes / 60) : words.minutes(minutes);

// What was asked for stays with the answer: the next question may be about another range.
async function readBars(filter: Filter, from: number, to: number, signal: AbortSignal) {
  const minutes = barMinutes(from, to);
  const query = { ...queryOf(filter), to: filter.to ?? toUtc(to), minutes };
  const { bars } = await call(api.GET('/api/v1/audit/histogram', { params: { query }, signal }));
  return { bars, from, to, minutes };
}

export function HistogramPanel({ filter, turn, onFilter }: Props) {
  const { audit, common } = useWords();
  const words = audit.histogram;
  const from = momentOf(filter.from);
  const to = useMemo(() => momentOf(filter.to) ?? Date.now(), [filter, turn]);
  const when = from !== undefined && from < to;
  const { data, problem, loading } = useLoad((signal) => readBars(filter, from ?? to, to, signal), [filter, to], { when });
  const columns = useMemo(() => (data ? columnsOf(data.bars, data.from, data.to, data.minutes) : []), [data]);
  const sums = totals(columns);
  const all = columns.reduce((sum, column) => sum + column.total, 0);
  if (!when) return <p className="audit-note">{words.needsRange}</p>;
  return (
    <Panel
      title={words.title}
      note={data && `${words.total(grouped(all))} · ${words.width(widthText(data.minutes, words))}`}
      actions={
        <ul className="legend">
          {SERIES.filter((name) => sums[name] > 0).map((name) => (
            <li key={name}>
              <i className={`series series--${name}`} aria-hidden />
              {name === 'other' ? words.other : common.outcome[name]} <b>{grouped(sums[name])}</b>
            </li>
          ))}
        </ul>
      }
    >
      {problem ? (
        <p role="alert">
          {words.unavailable}
          {problem.detail || problem.code}
        </p>
      ) : (
        <div className={loading ? 'histogram-place histogram-place--busy' : 'histogram-place'}>
          {data && all === 0 && <p className="quiet">{words.nothing}</p>}
          {data && all > 0 && (
            <Histogram
              columns={columns}
              minutes={data.minutes}
              onBrush={(first, last) =>
                onFilter({
                  ...filter,
                  ...brushed(columns[first]!.start, columns[last]!.start, data.minutes, data.from, data.to),
                })
              }
            />
          )}
        </div>
      )}
    </Panel>
  );
}
