// Reading for a page: what came, what went wrong, again on demand and, if wanted, every few seconds while visible.
import { useCallback, useEffect, useRef, useState, type DependencyList } from 'react';
import { asProblem, type Problem } from './problem';

export interface Loaded<T> {
  data: T | undefined;
  problem: Problem | undefined;
  loading: boolean;
  reload: () => void;
}

interface State<T> {
  data?: T;
  problem?: Problem;
  loading: boolean;
}

// `load` runs again when `needs` change. What is there stays while it is read anew, so that nothing jumps.
export function useLoad<T>(
  load: (signal: AbortSignal) => Promise<T>,
  needs: DependencyList,
  options: { everyMs?: number; when?: boolean } = {},
): Loaded<T> {
  const { everyMs, when = true } = options;
  const [state, setState] = useState<State<T>>({ loading: when });
  const [turn, setTurn] = useState(0);
  const latest = useRef(load);
  latest.current = load;
  const underWay = useRef(false);

  useEffect(() => {
    if (!when) return;
    const abort = new AbortController();
    const end = (next: (old: State<T>) => State<T>) => {
      if (abort.signal.aborted) return;
      underWay.current = false;
      setState(next);
    };
    underWay.current = true;
    setState((old) => ({ ...old, loading: true }));
    latest.current(abort.signal).then(
      (data) => end(() => ({ data, loading: false })),
      (error: unknown) => end((old) => ({ data: old.data, problem: asProblem(error), loading: false })),
    );
    return () => abort.abort();
  }, [...needs, turn, when]);

  const reload = useCallback(() => setTurn((n) => n + 1), []);

  useEffect(() => {
    if (!everyMs || !when) return;
    // What takes longer than the interval is let come to its end: else nothing ever would.
    const tick = () => document.visibilityState === 'visible' && !underWay.current && reload();
    const timer = setInterval(tick, everyMs);
    document.addEventListener('visibilitychange', tick);
    return () => {
      clearInterval(timer);
      document.removeEventListener('visibilitychange', tick);
    };
  }, [everyMs, when, reload]);

  return { data: state.data, problem: state.problem, loading: state.loading, reload };
}
