// Times as people read them: in the zone of the browser; UTC where it has to be exact.
const two = (n: number) => String(n).padStart(2, '0');

export type Precision = 'day' | 'minute' | 'second';

export function localTime(at: string | Date, precision: Precision = 'second'): string {
  const t = new Date(at);
  const day = `${t.getFullYear()}-${two(t.getMonth() + 1)}-${two(t.getDate())}`;
  if (precision === 'day') return day;
  const minute = `${day} ${two(t.getHours())}:${two(t.getMinutes())}`;
  return precision === 'minute' ? minute : `${minute}:${two(t.getSeconds())}`;
}

// Keeps the digits after the second as they came.
export function utcTime(at: string | Date): string {
  const text = typeof at === 'string' && at.endsWith('Z') ? at : new Date(at).toISOString();
  return text.replace('T', ' ').replace('Z', '');
}

const UNITS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
  ['second', 1],
];

export function relativeTime(at: string | Date, tag: string, now = Date.now()): string {
  const seconds = Math.round((new Date(at).getTime() - now) / 1000);
  const [unit, size] = UNITS.find(([, s]) => Math.abs(seconds) >= s) ?? ['second', 1];
  return new Intl.RelativeTimeFormat(tag, { numeric: 'auto' }).format(Math.trunc(seconds / size), unit);
}
