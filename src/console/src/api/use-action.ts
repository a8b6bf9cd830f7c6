// Changing something: whether it runs, what went wrong, and the Idempotency-Key of the user's intent.
import { useCallback, useMemo, useRef, useState } from 'react';
import { asProblem, type Problem } from './problem';

export interface Action<A extends unknown[], T> {
  run: (...args: A) => Promise<T | undefined>;
  busy: boolean;
  problem: Problem | undefined;
  clear: () => void;
}

// `run` gives undefined when it failed; the problem is then in `problem`.
export function useAction<A extends unknown[], T>(act: (...args: A) => Promise<T>): Action<A, T> {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const latest = useRef(act);
  latest.current = act;
  const run = useCallback(async (...args: A) => {
    setBusy(true);
    setProblem(undefined);
    try {
      return await latest.current(...args);
    } catch (error) {
      setProblem(asProblem(error));
      return undefined;
    } finally {
      setBusy(false);
    }
  }, []);
  const clear = useCallback(() => setProblem(undefined), []);
  return { run, busy, problem, clear };
}

export function randomKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
}

// The same wish is the same intent: sent again after a failure it has the same key and what `once` made for it, such as
// a time. `done` begins another one.
export function useIntent() {
  const last = useRef<{ wish: string; key: string; made?: unknown }>({ wish: '', key: '' });
  return useMemo(
    () => ({
      keyFor(wish: unknown) {
        const text = JSON.stringify(wish);
        if (!last.current.key || last.current.wish !== text) last.current = { wish: text, key: randomKey() };
        return last.current.key;
      },
      once<T>(make: () => T): T {
        last.current.made ??= make();
        return last.current.made as T;
      },
      done() {
        last.current = { wish: '', key: '' };
      },
    }),
    [],
  );
}
