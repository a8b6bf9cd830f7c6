// Pages of records, each after the one before. Every page that is read stands in the log: nothing is read unasked.
import { useCallback, useEffect, useRef, useState } from 'react';
import { api, call } from '../../../api/client';
import { asProblem, type Problem } from '../../../api/problem';
import type { FoundRecord } from '../../../api/types';
import type { paths } from '../../../api/schema';
import type { Filter } from './filter';

type Query = NonNullable<paths['/api/v1/audit/records']['get']['parameters']['query']>;

export interface Found {
  records: FoundRecord[];
  next?: string | undefined;
  cutShort: boolean;
  away: string[];
}

export interface Search {
  found: Found | undefined;
  problem: Problem | undefined;
  busy: boolean;
  more: () => void;
}

const pageSize = 50;

// Numbers travel as the text that stands in the address: the gateway judges it.
export const queryOf = (filter: Filter): Query => filter as unknown as Query;

async function readPage(filter: Filter, reason: string, after: string | undefined, signal: AbortSignal): Promise<Found> {
  const query: Query = { ...queryOf(filter), limit: pageSize };
  if (after) query.after = after;
  if (reason) query.reason = reason;
  const page = await call(api.GET('/api/v1/audit/records', { params: { query }, signal }));
  return { records: page.records, next: page.next, cutShort: page.cut_short, away: page.away };
}

function joined(before: Found, page: Found): Found {
  return {
    records: [...before.records, ...page.records],
    next: page.next,
    cutShort: page.cutShort,
    away: [...new Set([...before.away, ...page.away])].sort(),
  };
}

// `turn`: another number is another search with the same filter.
export function useSearch(filter: Filter, when: boolean, reason: string, turn: number): Search {
  const [found, setFound] = useState<Found>();
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(true);
  const running = useRef<AbortController>();
  const said = useRef(reason);
  said.current = reason;

  const read = useCallback(
    (before: Found | undefined) => {
      running.current?.abort();
      const abort = new AbortController();
      running.current = abort;
      setBusy(true);
      setProblem(undefined);
      readPage(filter, said.current, before?.next, abort.signal).then(
        (page) => {
          if (abort.signal.aborted) return;
          setFound(before ? joined(before, page) : page);
          setBusy(false);
        },
        (error: unknown) => {
          if (abort.signal.aborted) return;
          setProblem(asProblem(error));
          setBusy(false);
        },
      );
    },
    [filter],
  );

  useEffect(() => {
    if (!when) return;
    setFound(undefined);
    read(undefined);
    return () => running.current?.abort();
  }, [read, when, turn]);

  const more = useCallback(() => read(found), [read, found]);
  return { found, problem, busy, more };
}
