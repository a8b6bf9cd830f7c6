import { describe, expect, it } from 'vitest';
import { parseExact } from './exact-json';

describe('parseExact', () => {
  it('keeps whole numbers beyond 2^53 as text', () => {
    expect(parseExact('{"id":18446744073709551615,"small":7,"negative":-9007199254740993}')).toEqual({
      id: '18446744073709551615',
      small: 7,
      negative: '-9007199254740993',
    });
  });

  it('leaves digits in strings and broken numbers alone', () => {
    const text = '{"a":"18446744073709551615 \\" 18446744073709551615","b":1.5e300,"c":[0,9007199254740991]}';
    expect(parseExact(text)).toEqual(JSON.parse(text));
  });

  it('refuses what is no JSON', () => {
    expect(() => parseExact('{')).toThrow(SyntaxError);
  });
});
