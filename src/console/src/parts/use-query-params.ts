// The filters of a page are its URL: they can be linked to, and back works.
import { useCallback, useMemo } from 'react';
import { useSearchParams } from 'react-router-dom';

type Values<N extends string> = Record<N, string>;
type Change<N extends string> = (patch: Partial<Values<N>>, how?: { replace?: boolean; state?: unknown }) => void;

// Absent is ''. A change of anything but `after` begins at the first page again.
export function useQueryParams<const N extends string>(names: readonly N[]): [Values<N>, Change<N>] {
  const [params, setParams] = useSearchParams();
  const text = params.toString();
  const key = names.join();
  const values = useMemo(() => {
    const current = new URLSearchParams(text);
    return Object.fromEntries(key.split(',').map((name) => [name, current.get(name) ?? ''])) as Values<N>;
  }, [text, key]);
  const change = useCallback<Change<N>>(
    (patch, how) => {
      setParams((old) => withChange(old, patch as Record<string, string>), how);
    },
    [setParams],
  );
  return [values, change];
}

export function withChange(old: URLSearchParams, patch: Record<string, string | undefined>): URLSearchParams {
  const next = new URLSearchParams(old);
  if (!('after' in patch)) next.delete('after');
  for (const [name, value] of Object.entries(patch)) {
    if (value) next.set(name, value);
    else next.delete(name);
  }
  return next;
}
