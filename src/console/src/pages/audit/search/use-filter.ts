// The filter stands in the address. An address without any gets the last day, so that it says what is shown.
import { useCallback, useEffect, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';
import { isEmpty, readFilter, writeFilter, type Filter } from './filter';
import { quickRange } from './range';

export interface Filtering {
  filter: Filter;
  // False for the one moment before the address is complete.
  ready: boolean;
  set: (filter: Filter) => void;
}

export function useFilter(): Filtering {
  const [params, setParams] = useSearchParams();
  const text = writeFilter(new URLSearchParams(), readFilter(params)).toString();
  const filter = useMemo(() => readFilter(new URLSearchParams(text)), [text]);
  const ready = !isEmpty(filter);

  useEffect(() => {
    if (ready) return;
    setParams((old) => writeFilter(old, quickRange('24h', Date.now()), ['open', 'tab']), { replace: true });
  }, [ready, setParams]);

  const set = useCallback((next: Filter) => setParams((old) => writeFilter(old, next)), [setParams]);
  return { filter, ready, set };
}
