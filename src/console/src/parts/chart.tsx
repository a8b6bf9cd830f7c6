import type { ECharts, EChartsCoreOption } from 'echarts/core';
import { Suspense, lazy } from 'react';
import type { ChartTheme } from './chart-theme';

export interface ChartProps {
  // Memoise it: a new function is a new drawing.
  option: (theme: ChartTheme) => EChartsCoreOption;
  height?: number | '100%';
  // What the chart says, for those who do not see it.
  label: string;
  // For events, such as brushing; gives what undoes it. Memoise it too.
  onReady?: (chart: ECharts) => (() => void) | void;
}

const EChart = lazy(() => import('./echart'));

export function Chart(props: ChartProps) {
  return (
    <Suspense fallback={<div className="chart-place" style={{ height: props.height ?? 240 }} />}>
      <EChart {...props} />
    </Suspense>
  );
}
