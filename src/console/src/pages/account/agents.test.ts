import { expect, it } from 'vitest';
import { deviceOf } from './agents';

it('names the browser and the system', () => {
  const edge = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36 Edg/142.0.0.0';
  expect(deviceOf(edge)).toEqual({ browser: 'Edge 142', system: 'Windows' });
  const safari = 'Mozilla/5.0 (iPhone; CPU iPhone OS 19_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.1 Mobile/15E148 Safari/604.1';
  expect(deviceOf(safari)).toEqual({ browser: 'Safari 19', system: 'iOS' });
  expect(deviceOf('curl/8.5')).toEqual({});
});
