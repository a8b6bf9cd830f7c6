// A time so many days from now, as the API takes it.
export const inDays = (days: number, now = Date.now()): string => new Date(now + days * 86_400_000).toISOString();

export const isSoon = (at: string | undefined, days: number, now = Date.now()): boolean =>
  at !== undefined && new Date(at).getTime() - now < days * 86_400_000;
