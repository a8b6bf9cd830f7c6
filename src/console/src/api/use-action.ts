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

// The same body is the same intent: sent again after a failure it has the same key. `done` begins another one.
export function useIntent() {
  const last = useRef({ body: '', key: '' });
  return useMemo(
    () => ({
      keyFor(body: unknown) {
        const text = JSON.stringify(body);
        if (!last.current.key || last.current.body !== text) last.current = { body: text, key: randomKey() };
        return last.current.key;
      },
      done() {
        last.current = { body: '', key: '' };
      },
    }),
    [],
  );
}
