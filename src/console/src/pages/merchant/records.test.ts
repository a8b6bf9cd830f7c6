import { expect, it } from 'vitest';
import { localTime } from '../../parts/time-text';
import { detailsText } from './records';

const words = { detailNames: { rate: 'Queries a second', addresses: 'Allowed from', before: 'Before' }, detailValues: { service_type: { 2: 'Service Account' } }, yes: 'yes' };

it('tells details in words and leaves out what says nothing', () => {
  const details = { rate: 50, addresses: ['203.0.113.0/24', '::1'], allow_in_url: false, verified: true, other: 'x', none: null };
  expect(detailsText({ details }, words)).toBe('Queries a second: 50 · Allowed from: 203.0.113.0/24, ::1 · verified: yes · other: x');
  expect(detailsText({ details: { service_type: 2, before: { service_type: 7 } } }, words)).toBe('service_type: Service Account · Before: (service_type: 7)');
  expect(detailsText({ details: { addresses: [] } }, words)).toBe('');
  expect(detailsText({}, words)).toBe('');
});

it('tells what stands within, and times as the user has them', () => {
  const at = '2026-12-09T00:00:00.000000Z';
  expect(detailsText({ details: { before: { rate: 1, burst: 2 }, until: at } }, words)).toBe(
    `Before: (Queries a second: 1, burst: 2) · until: ${localTime(at, 'minute')}`,
  );
});
