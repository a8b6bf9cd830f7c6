// The keys that signed notes are verified with: those that the reader trusts, else those that the gateway names.
import { useMemo } from 'react';
import { api, call } from '../../../api/client';
import { isBound, useAccount } from '../../../api/session';
import { useLoad } from '../../../api/use-load';
import { attempt, type Failure } from '../../../proof/failure';
import { extendTrust, parseKeyFile, type KeyFile, type TrustedKey } from '../../../proof/trust';
import { useTrustedKey } from './use-trusted-key';

export interface LogKeys {
  keys: TrustedKey[];
  // By a key that the reader has from elsewhere.
  own: boolean;
  failure: Failure | undefined;
  // Who is bound to certain merchants may not read the notes.
  denied: boolean;
  loading: boolean;
}

// Past every note: only the keys are wanted.
const afterAll = Number.MAX_SAFE_INTEGER;

const noKeys: KeyFile = { keys: [], changes: [] };

export function useLogKeys(): LogKeys {
  const trusted = useTrustedKey();
  const denied = isBound(useAccount());
  const { data, loading } = useLoad(
    (signal) => call(api.GET('/api/v1/audit/notes', { params: { query: { after: afterAll } }, signal })),
    [],
    { when: !denied },
  );
  return useMemo(() => {
    // The first key, and the notes that lead from it to the later ones.
    const told = attempt(() => (data ? parseKeyFile(data.keys.join('\n')) : noKeys));
    const given = 'value' in told ? told.value : noKeys;
    const start = trusted ?? given;
    const extended = attempt(() => extendTrust(start.keys, [...start.changes, ...given.changes]));
    const failure = 'failure' in told && !trusted ? told.failure : 'failure' in extended ? extended.failure : undefined;
    return { keys: 'value' in extended ? extended.value : [], own: Boolean(trusted), failure, denied, loading: loading && !data };
  }, [trusted, data, denied, loading]);
}
