// Where things stand on an application's line, from 0 to 1. The line begins at index 0; how many codes the application
// has is not known, so it goes on a little behind the segment and is drawn open at its end.
export interface Places {
  start: number;
  end: number;
  index?: number;
}

const FINE = 1_000_000n;

export function placesOf(start: bigint, end: bigint, index?: bigint): Places {
  const last = index !== undefined && index > end ? index : end;
  const length = ((last + 1n) * 115n) / 100n + 1n;
  const at = (n: bigint) => Number((n * FINE) / length) / Number(FINE);
  return { start: at(start), end: at(end + 1n), ...(index === undefined ? {} : { index: at(index) }) };
}
