// ECharts itself: a chunk of its own that is loaded when the first chart is shown. Import `Chart` from ./chart instead.
import { BarChart, LineChart } from 'echarts/charts';
import { BrushComponent, GridComponent, LegendComponent, MarkAreaComponent, MarkLineComponent, TooltipComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { CanvasRenderer } from 'echarts/renderers';
import { useEffect, useRef } from 'react';
import { usePreferences } from '../prefs/preferences';
import type { ChartProps } from './chart';
import { readChartTheme } from './chart-theme';

echarts.use([
  BarChart, LineChart, GridComponent, LegendComponent, TooltipComponent, BrushComponent, MarkAreaComponent, MarkLineComponent, CanvasRenderer,
]);

export default function EChart({ option, height = 240, label, onReady }: ChartProps) {
  const host = useRef<HTMLDivElement>(null);
  const chart = useRef<echarts.ECharts>();
  const { dark } = usePreferences();

  useEffect(() => {
    if (!host.current) return;
    const made = echarts.init(host.current, null, { renderer: 'canvas' });
    chart.current = made;
    const watch = new ResizeObserver(() => made.resize());
    watch.observe(host.current);
    const off = onReady?.(made);
    return () => {
      watch.disconnect();
      off?.();
      made.dispose();
    };
  }, [onReady]);

  useEffect(() => {
    const theme = readChartTheme();
    const text = { color: theme.quiet, fontFamily: 'inherit' };
    const given = option(theme);
    chart.current?.setOption(
      {
        animation: false,
        textStyle: text,
        ...given,
        // The Content-Security-Policy takes no style attribute in HTML: tooltips are drawn on the canvas.
        tooltip: given.tooltip && {
          renderMode: 'richText',
          confine: true,
          backgroundColor: theme.surface,
          borderColor: theme.border,
          textStyle: { color: theme.text, fontSize: 12 },
          ...given.tooltip,
        },
      },
      { notMerge: true },
    );
  }, [option, dark, onReady]);

  return <div ref={host} role="img" aria-label={label} style={{ height }} />;
}
