import { expect, it } from 'vitest';
import { placesOf } from './segment-places';

it('puts a segment and a code within it on the line', () => {
  const { start, end, index = -1 } = placesOf(0n, 49_999n, 25_000n);
  expect(start).toBe(0);
  expect(end).toBeGreaterThan(0.85);
  expect(end).toBeLessThan(0.88);
  expect(index).toBeCloseTo(end / 2, 3);
});

it('holds the largest ids', () => {
  const most = 2n ** 64n - 1n;
  const places = placesOf(most - 10n, most, most);
  for (const place of Object.values(places)) expect(place >= 0 && place <= 1).toBe(true);
});

it('shows a code that lies outside of the segment', () => {
  const { end, index = 0 } = placesOf(0n, 9n, 99n);
  expect(index).toBeGreaterThan(end);
});
