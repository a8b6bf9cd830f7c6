// One record and its receipt. A record that a search has found is shown without reading it again: that would stand
// in the log. Its receipt is read when somebody asks for the proof.
import { useCallback, useState } from 'react';
import { api, call } from '../../../api/client';
import type { Problem } from '../../../api/problem';
import type { FoundRecord, Receipt } from '../../../api/types';
import { useLoad } from '../../../api/use-load';

export interface Reading {
  found: FoundRecord | undefined;
  // Undefined until it was read; null while no checkpoint covers the record.
  receipt: Receipt | null | undefined;
  loading: boolean;
  problem: Problem | undefined;
  // Asks for the receipt.
  prove: () => void;
  again: () => void;
}

export function useRecord(id: string, known: FoundRecord | undefined): Reading {
  const [when, setWhen] = useState(!known);
  const [stream = '', seq = ''] = id.split('/');
  const { data, loading, problem, reload } = useLoad(
    (signal) =>
      call(
        api.GET('/api/v1/audit/records/{stream}/{seq}', {
          // Sent as the text that it is: it may be larger than a double holds exactly.
          params: { path: { stream, seq: seq as unknown as number } },
          signal,
        }),
      ),
    [id],
    { when },
  );
  const prove = useCallback(() => setWhen(true), []);
  return { found: known ?? data?.record, receipt: data?.receipt, loading: when && loading, problem, prove, again: reload };
}
