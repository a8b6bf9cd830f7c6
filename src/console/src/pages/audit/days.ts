// Days of the log, YYYY-MM-DD in UTC.
const length = 86_400_000;

export const today = (now = Date.now()): string => new Date(now).toISOString().slice(0, 10);

export const isDay = (text: string | null): text is string =>
  text !== null && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

export const dayAfter = (day: string, days = 1): string => today(Date.parse(`${day}T00:00:00Z`) + days * length);

export const daysBetween = (first: string, last: string): number => Math.round((Date.parse(last) - Date.parse(first)) / length);
