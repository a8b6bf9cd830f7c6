import { expect, it } from 'vitest';
import { daysOf, lastMonths, monthOf, nextMonth } from './months';

it('counts months as Shanghai does', () => {
  expect(monthOf(Date.parse('2026-10-31T15:59:59Z'))).toBe('2026-10');
  expect(monthOf(Date.parse('2026-10-31T16:00:00Z'))).toBe('2026-11');
});

it('goes over the turn of the year', () => {
  expect(nextMonth('2026-12')).toBe('2027-01');
  expect(lastMonths(3, Date.parse('2026-02-01T00:00:00Z'))).toEqual(['2026-02', '2026-01', '2025-12']);
});

it('knows the days of a month', () => {
  expect(daysOf('2028-02')).toHaveLength(29);
  expect(new Date(daysOf('2026-12').at(-1) ?? 0).toISOString()).toBe('2026-12-31T00:00:00.000Z');
});
