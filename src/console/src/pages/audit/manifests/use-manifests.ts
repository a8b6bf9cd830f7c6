// The daily manifests, newest first, page after page, and what verifying them gave.
import { useCallback, useEffect, useMemo, useState } from 'react';
import { api, call } from '../../../api/client';
import { asProblem, type Problem } from '../../../api/problem';
import { checkManifests, type CheckedManifest, type ToldManifest } from '../../../proof/manifest';
import type { TrustedKey } from '../../../proof/trust';

export interface Manifests {
  checked: CheckedManifest[];
  // There are no older ones.
  complete: boolean;
  problem: Problem | undefined;
  busy: boolean;
  more: () => void;
}

const pageSize = 100;

export function useManifests(keys: TrustedKey[]): Manifests {
  const [told, setTold] = useState<ToldManifest[]>([]);
  const [complete, setComplete] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(true);

  const read = useCallback(async (before: string | undefined) => {
    setBusy(true);
    setProblem(undefined);
    try {
      const query = before ? { before } : {};
      const { manifests } = await call(api.GET('/api/v1/audit/manifests', { params: { query } }));
      setTold((old) => [...old.filter(({ day }) => before && day >= before), ...manifests]);
      setComplete(manifests.length < pageSize);
    } catch (error) {
      setProblem(asProblem(error));
    } finally {
      setBusy(false);
    }
  }, []);

  useEffect(() => void read(undefined), [read]);
  const oldest = told.at(-1)?.day;
  const more = useCallback(() => void read(oldest), [read, oldest]);
  const checked = useMemo(() => checkManifests(told, keys), [told, keys]);
  return { checked, complete, problem, busy, more };
}
