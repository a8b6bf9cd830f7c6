import { useMemo, useState } from 'react';
import type { Checkpoint } from '../../../api/types';
import { Loading } from '../../../parts/loading';
import { Panel } from '../../../parts/panel';
import { ProblemNotice } from '../../../parts/problem-notice';
import { useQueryParams } from '../../../parts/use-query-params';
import { verifyGrowth, type Claim } from '../../../proof/growth';
import { useWords } from '../../../words/words';
import { Notice } from '../notice';
import { Steps } from '../proof/steps';
import { TONES } from '../proof/tones';
import { TrustedKey } from '../proof/trusted-key';
import type { LogKeys } from '../proof/use-log-keys';
import { Choice } from './choice';
import { useClaim, type Pair } from './use-claim';

function Verified({ claim, log }: { claim: Claim; log: LogKeys }) {
  const { proof } = useWords().audit;
  const found = useMemo(() => verifyGrowth(claim, log.keys, log.own), [claim, log]);
  return (
    <>
      <Notice tone={TONES[found.verdict]} title={proof.growth.verdict[found.verdict]}>
        <p>{proof.growth.verdictText[found.verdict]}</p>
      </Notice>
      <TrustedKey />
      <p className="audit-note">{proof.inBrowser}</p>
      <Steps steps={found.steps} />
    </>
  );
}

const sizeIn = (text: string): number | undefined => (/^[1-9]\d{0,15}$/.test(text) ? Number(text) : undefined);

// Two checkpoints of the URL, or one of the reader's own, which stands in no URL.
function usePair(): [Pair | undefined, (pair: Pair) => void] {
  const [params, setParams] = useQueryParams(['old', 'new'] as const);
  const [own, setOwn] = useState<Pair>();
  const older = sizeIn(params.old);
  const newer = sizeIn(params.new);
  const listed = older && newer ? { old: older, new: newer } : undefined;
  const ask = (pair: Pair): void => {
    setOwn(pair.kept ? pair : undefined);
    setParams(pair.kept ? { old: '', new: '' } : { old: String(pair.old), new: String(pair.new) });
  };
  return [listed ?? own, ask];
}

// Whether the stream only grew from one checkpoint to another.
export function GrowthPanel({ stream, checkpoints, log }: { stream: string; checkpoints: Checkpoint[]; log: LogKeys }) {
  const { growth } = useWords().audit.proof;
  const { streams, proof } = useWords().audit;
  const [pair, ask] = usePair();
  const { data, problem, loading, reload } = useClaim(stream, pair, checkpoints);
  const without = log.denied && !log.own;
  const verifiable = pair && data && !problem && !without && !log.loading;
  return (
    <Panel title={growth.title} note={growth.description}>
      <div className="stack">
        <Choice stream={stream} checkpoints={checkpoints} asked={pair} busy={loading && pair !== undefined} onAsk={ask} />
        <ProblemNotice problem={problem} onRetry={reload} />
        {without && <Notice tone="info">{streams.noKeys}</Notice>}
        {log.failure && <Notice tone="bad">{proof.failure[log.failure]}</Notice>}
        {((pair && !data && loading) || log.loading) && <Loading rows={4} />}
        {verifiable ? <Verified claim={data} log={log} /> : <TrustedKey />}
      </div>
    </Panel>
  );
}
