import { expect, it } from 'vitest';
import { isAddress, linesOf } from './addresses';
import { duration, grouped, share } from './numbers';
import { withChange } from './use-query-params';
import { returnTarget } from '../shell/return-target';

it('groups digits by thousands', () => {
  expect(grouped(0)).toBe('0');
  expect(grouped(1234567)).toBe('1,234,567');
  expect(grouped(18446744073709551615n)).toBe('18,446,744,073,709,551,615');
});

it('never calls a part nothing or all when it is not', () => {
  expect(share(0, 9)).toBe('0%');
  expect(share(1, 100000)).toBe('<0.1%');
  expect(share(9999, 10000)).toBe('>99.9%');
  expect(share(1, 3)).toBe('33.3%');
  expect(share(0, 0)).toBe('–');
});

it('gives durations the unit that fits', () => {
  expect([180, 1_500, 42_100, 3_000_000].map(duration)).toEqual(['180 µs', '1.50 ms', '42.1 ms', '3.00 s']);
});

it('reads addresses and ranges, one a line', () => {
  expect(linesOf(' 10.0.0.1\n\n192.168.0.0/16, ::1')).toEqual(['10.0.0.1', '192.168.0.0/16', '::1']);
  for (const good of ['10.0.0.1', '0.0.0.0/0', '2001:db8::/32', '::ffff:10.0.0.1']) expect(isAddress(good)).toBe(true);
  for (const bad of ['10.0.0', '256.1.1.1', '10.0.0.0/33', '1/2/3', 'host.example', '::/129']) expect(isAddress(bad)).toBe(false);
});

it('begins at the first page again when a filter changes', () => {
  const old = new URLSearchParams('search=a&after=7&tab=keys');
  expect(withChange(old, { search: 'b' }).toString()).toBe('search=b&tab=keys');
  expect(withChange(old, { after: '8' }).get('after')).toBe('8');
  expect(withChange(old, { search: '' }).has('search')).toBe(false);
});

it('leads back to pages of this console only', () => {
  expect(returnTarget('?to=%2Faudit%3Fkind%3Dquery')).toBe('/audit?kind=query');
  for (const away of ['//evil.example', '/\\evil.example', 'https://evil.example', '/login?to=/login', '']) {
    expect(returnTarget(`?to=${encodeURIComponent(away)}`)).toBe('/');
  }
});
