// The colours of charts, read from the theme's CSS variables so that there is one place for colours.
export interface ChartTheme {
  text: string;
  quiet: string;
  line: string;
  surface: string;
  border: string;
  brand: string;
  good: string;
  info: string;
  warn: string;
  bad: string;
  plain: string;
  unknown: string;
  mono: string;
}

const NAMES: Record<keyof ChartTheme, string> = {
  text: '--td-text-color-primary',
  quiet: '--td-text-color-secondary',
  line: '--td-component-stroke',
  surface: '--td-bg-color-container',
  border: '--td-component-border',
  brand: '--chart-brand',
  good: '--chart-good',
  info: '--chart-info',
  warn: '--chart-warn',
  bad: '--chart-bad',
  plain: '--chart-plain',
  unknown: '--chart-unknown',
  mono: '--td-font-family-mono',
};

export function readChartTheme(): ChartTheme {
  const style = getComputedStyle(document.documentElement);
  const entries = Object.entries(NAMES).map(([key, name]) => [key, style.getPropertyValue(name).trim()]);
  return Object.fromEntries(entries) as ChartTheme;
}
