// A stream and its checkpoints, newest first, page after page.
import { useCallback, useEffect, useState } from 'react';
import { api, call } from '../../../api/client';
import { asProblem, type Problem } from '../../../api/problem';
import type { Checkpoint, Stream, StreamDetail } from '../../../api/types';

export interface SignedStream {
  stream: Stream | undefined;
  checkpoints: Checkpoint[];
  // There are no older ones.
  complete: boolean;
  problem: Problem | undefined;
  busy: boolean;
  more: () => void;
}

const pageSize = 100;

export const readStream = (stream: string, before?: number, signal?: AbortSignal): Promise<StreamDetail> =>
  call(api.GET('/api/v1/audit/streams/{stream}', { params: { path: { stream }, query: before ? { before } : {} }, signal: signal ?? null }));

export function useStream(id: string): SignedStream {
  const [stream, setStream] = useState<Stream>();
  const [checkpoints, setCheckpoints] = useState<Checkpoint[]>([]);
  const [complete, setComplete] = useState(false);
  const [problem, setProblem] = useState<Problem>();
  const [busy, setBusy] = useState(true);

  const read = useCallback(
    async (before: number | undefined) => {
      setBusy(true);
      setProblem(undefined);
      try {
        const told = await readStream(id, before);
        setStream(told.stream);
        setCheckpoints((old) => [...old.filter(({ size }) => before && size >= before), ...told.checkpoints]);
        setComplete(told.checkpoints.length < pageSize);
      } catch (error) {
        setProblem(asProblem(error));
      } finally {
        setBusy(false);
      }
    },
    [id],
  );

  useEffect(() => void read(undefined), [read]);
  const oldest = checkpoints.at(-1)?.size;
  const more = useCallback(() => void read(oldest), [read, oldest]);
  return { stream, checkpoints, complete, problem, busy, more };
}
