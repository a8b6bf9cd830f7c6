import { describe, expect, it } from 'vitest';
import { kindOf, wrongNumber, wrongText } from './selector';

describe('a selector that is typed or scanned', () => {
  it('is a URL with a scheme or a host, else a raw code', () => {
    expect(kindOf('http://P.URL.CN/0U.JYJXP3HJI2C98A9O')).toBe('code_url');
    expect(kindOf('P.URL.CN/0V/L$O*CBI/WJATNX+Y')).toBe('code_url');
    expect(kindOf('044GZ*J10')).toBe('code');
    expect(kindOf('0/1')).toBe('code');
  });

  it('may carry the scheme that scanners put in front', () => {
    const longest = 'P.URL.CN/'.padEnd(128, 'A');
    expect(wrongText(`https://${longest}`, 'code_url')).toBeUndefined();
    expect(wrongText(`https://${longest}A`, 'code_url')).toBe('url_long');
  });

  it('is counted in bytes', () => {
    expect(wrongText('码码码码码', 'code')).toBeUndefined();
    expect(wrongText('码码码码码码', 'code')).toBe('code_long');
  });

  it('has words of its own for the line end of a scanner and for the 68 digits of wx.scanCode', () => {
    expect(wrongText('044GZ*J10\r\n', 'code')).toBe('control');
    expect(wrongText('10'.repeat(34), 'code_url')).toBe('scan68');
    expect(wrongText('  ', 'code')).toBe('empty');
  });

  it('takes ids up to 2^64-1 without rounding them', () => {
    expect(wrongNumber('0')).toBeUndefined();
    expect(wrongNumber('18446744073709551615')).toBeUndefined();
    expect(wrongNumber('18446744073709551616')).toBe('number');
    expect(wrongNumber('1e5')).toBe('number');
    expect(wrongNumber('-1')).toBe('number');
  });
});
