import { useEffect, useRef, useState } from 'react';
import { grouped } from '../../../parts/numbers';
import { localTime } from '../../../parts/time-text';
import { useWords } from '../../../words/words';
import { SERIES, ceilingOf, type Column } from './histogram-data';
import { useBrush } from './use-brush';

interface Props {
  columns: Column[];
  minutes: number;
  onBrush: (first: number, last: number) => void;
}

const height = 88;
const left = 46;
const bottom = 20;

function useWidth() {
  const host = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    if (!host.current) return;
    const watch = new ResizeObserver(([entry]) => entry && setWidth(entry.contentRect.width));
    watch.observe(host.current);
    return () => watch.disconnect();
  }, []);
  return { host, width };
}

// Ticks at most every 110 pixels, none where its text would leave the chart.
const ticksOf = (columns: number, step: number): number[] => {
  const every = Math.max(1, Math.ceil(110 / step));
  return Array.from({ length: Math.ceil(columns / every) }, (_, i) => i * every).filter((i) => (columns - i) * step > 76);
};

export function Histogram({ columns, minutes, onBrush }: Props) {
  const { histogram: words } = useWords().audit;
  const { host, width } = useWidth();
  const step = Math.max(0, width - left) / Math.max(1, columns.length);
  const placeOf = (x: number): number => {
    const from = (host.current?.getBoundingClientRect().left ?? 0) + left;
    return Math.min(columns.length - 1, Math.max(0, Math.floor((x - from) / (step || 1))));
  };
  const brush = useBrush(columns.length, placeOf, onBrush);
  const ceiling = ceilingOf(columns);
  const scale = height / ceiling;
  const [first, last] = brush.chosen ?? [brush.at, brush.at];
  const endOf = (i: number): number => (columns[i]?.start ?? 0) + minutes * 60_000;
  const text = (at: number): string => localTime(new Date(at), 'minute');
  const wide = columns.length > 0 && endOf(columns.length - 1) - columns[0]!.start > 86_400_000;
  const tick = (at: number): string => (wide ? text(at).slice(5, minutes >= 1440 ? 10 : 16) : text(at).slice(11));
  const told =
    first === undefined || last === undefined || !columns[first] || !columns[last]
      ? undefined
      : ([text(columns[first].start), text(endOf(last)), grouped(columns.slice(first, last + 1).reduce((n, c) => n + c.total, 0))] as const);

  return (
    <div className="histogram">
      <div className="histogram__host" ref={host} tabIndex={0} role="group" aria-label={`${words.label}. ${words.keys}`} {...brush.handlers}>
        <svg width={width} height={height + bottom} aria-hidden>
          {[0, ceiling / 2, ceiling].filter(Number.isInteger).map((value) => (
            <g key={value}>
              <line className="histogram__grid" x1={left} x2={width} y1={height - value * scale + 0.5} y2={height - value * scale + 0.5} />
              <text className="histogram__text" x={left - 8} y={Math.max(10, height - value * scale + 4)} textAnchor="end">
                {grouped(value)}
              </text>
            </g>
          ))}
          {first !== undefined && last !== undefined && (
            <rect className="histogram__chosen" x={left + first * step} width={(last - first + 1) * step} y={0} height={height} />
          )}
          {columns.map((column, i) => {
            let top = height;
            return SERIES.map((name) => {
              const tall = column.counts[name] * scale;
              if (tall === 0) return null;
              top -= tall;
              const gap = step > 3 ? 1 : 0;
              return <rect key={`${i}${name}`} className={`series series--${name}`} x={left + i * step} width={Math.max(1, step - gap)} y={top} height={tall} />;
            });
          })}
          {ticksOf(columns.length, step || 1).map((i) => (
            <text key={i} className="histogram__text" x={left + i * step} y={height + 15}>
              {tick(columns[i]!.start)}
            </text>
          ))}
        </svg>
      </div>
      <p className="histogram__told" role="status">
        {told && (brush.chosen ? words.chosen(...told) : words.bar(...told))}
        {told && !brush.chosen && <span className="quiet"> · {words.brush}</span>}
      </p>
    </div>
  );
}
