import { useState } from 'react';
import { useParams } from 'react-router-dom';
import type { Checkpoint, Stream } from '../../../api/types';
import { Button } from '../../../parts/button';
import { Empty } from '../../../parts/empty';
import { Loading } from '../../../parts/loading';
import { grouped } from '../../../parts/numbers';
import { PageHeader } from '../../../parts/page-header';
import { Panel } from '../../../parts/panel';
import { ProblemNotice } from '../../../parts/problem-notice';
import { Time } from '../../../parts/time';
import { useWords } from '../../../words/words';
import { useLogKeys } from '../proof/use-log-keys';
import { StreamTag } from '../streams/table';
import { CheckpointOverlay } from './checkpoint';
import { CheckpointTable } from './checkpoints';
import { GrowthPanel } from './growth';
import { useStream } from './use-stream';

function Told({ stream }: { stream: Stream }) {
  const { streams: words } = useWords().audit;
  const { growth } = useWords().audit.proof;
  return (
    <span className="row">
      <span>{growth.records(grouped(stream.size))}</span>
      <span>
        {words.openedAt} <Time at={stream.opened_at} />
      </span>
      <span>
        {words.instance} <code>{stream.instance}</code>
      </span>
    </span>
  );
}

// One stream: its checkpoints, and whether it only grew between two of them.
export function StreamPage() {
  const { streams: words } = useWords().audit;
  const { stream: id = '' } = useParams();
  const { stream, checkpoints, complete, problem, busy, more } = useStream(id);
  const log = useLogKeys();
  const [shown, setShown] = useState<Checkpoint>();
  const back = { to: `/audit/streams${stream ? `?day=${stream.day}` : ''}`, text: words.title };
  return (
    <>
      <PageHeader title={words.page(id)} mark={stream && <StreamTag state={stream.state} />} description={stream && <Told stream={stream} />} back={back} />
      <div className="stack">
        <ProblemNotice problem={problem} onRetry={more} />
        {!stream && busy && <Loading />}
        {stream && checkpoints.length === 0 && <Empty title={words.unsigned} hint={words.unsignedHint} />}
        {stream && checkpoints.length > 0 && (
          <>
            <GrowthPanel stream={id} checkpoints={checkpoints} log={log} />
            <Panel title={words.checkpoints} flush>
              <CheckpointTable stream={stream} checkpoints={checkpoints} log={log} busy={busy} onShow={setShown} />
              <div className="table-foot">
                {complete ? (
                  <span className="quiet">{words.oldest}</span>
                ) : (
                  <Button variant="outline" loading={busy} onClick={more}>
                    {words.older}
                  </Button>
                )}
              </div>
            </Panel>
          </>
        )}
      </div>
      {stream && shown && <CheckpointOverlay stream={stream} checkpoint={shown} log={log} onClose={() => setShown(undefined)} />}
    </>
  );
}
