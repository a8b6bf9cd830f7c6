// Stacked bars of outcomes over time: the shape that the overview and a merchant's usage share.
import type { EChartsCoreOption } from 'echarts/core';
import type { RecordOutcome } from '../api/types';
import type { ChartTheme } from './chart-theme';
import { OUTCOMES, outcomeColour } from './outcomes';

export interface Bar {
  start: string;
  outcome?: RecordOutcome;
  count: number;
}

interface Shape {
  // The starts of all bars, those without any count too.
  starts: number[];
  names: Record<RecordOutcome, string>;
  text: (start: number) => string;
}

export function outcomeBars(bars: readonly Bar[], { starts, names, text }: Shape, theme: ChartTheme): EChartsCoreOption {
  const at = new Map(starts.map((start, i) => [start, i]));
  const rows = new Map<RecordOutcome, number[]>();
  for (const { start, outcome, count } of bars) {
    const i = at.get(new Date(start).getTime());
    if (i === undefined || !outcome) continue;
    const row = rows.get(outcome) ?? starts.map(() => 0);
    row[i] = (row[i] ?? 0) + count;
    rows.set(outcome, row);
  }
  const seen = OUTCOMES.filter((outcome) => rows.has(outcome));
  return {
    grid: { left: 8, right: 8, top: 36, bottom: 4, containLabel: true },
    legend: { top: 0, left: 0, itemWidth: 10, itemHeight: 10, icon: 'roundRect', textStyle: { color: theme.quiet } },
    tooltip: { trigger: 'axis', axisPointer: { type: 'shadow' } },
    xAxis: {
      type: 'category',
      data: starts.map(text),
      axisTick: { show: false },
      axisLine: { lineStyle: { color: theme.border } },
      axisLabel: { color: theme.quiet, hideOverlap: true },
    },
    yAxis: {
      type: 'value',
      minInterval: 1,
      splitLine: { lineStyle: { color: theme.line } },
      axisLabel: { color: theme.quiet },
    },
    series: seen.map((outcome) => ({
      type: 'bar',
      stack: 'all',
      name: names[outcome],
      data: rows.get(outcome),
      barCategoryGap: '25%',
      itemStyle: { color: outcomeColour(outcome, theme) },
    })),
  };
}
