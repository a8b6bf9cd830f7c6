import { useState } from 'react';
import { DownloadIcon } from 'tdesign-icons-react';
import { api, call } from '../../../api/client';
import type { Export } from '../../../api/types';
import { useLoad } from '../../../api/use-load';
import { Button } from '../../../parts/button';
import { ConfirmDanger } from '../../../parts/confirm-danger';
import { CopyBlock } from '../../../parts/copy-id';
import { Loading } from '../../../parts/loading';
import { grouped } from '../../../parts/numbers';
import { Panel } from '../../../parts/panel';
import { ProblemNotice } from '../../../parts/problem-notice';
import { StateTag, type Tone } from '../../../parts/tags';
import { useWords } from '../../../words/words';
import { Notice } from '../notice';
import { TrustedKey } from '../proof/trusted-key';

const everyMs = 1_000;
const TONES: Record<Export['state'], Tone> = { ready: 'info', reading: 'info', done: 'good', failed: 'bad' };
const COMMAND =
  'marketcode-gateway audit verify --export audit-export.ndjson.gz --checkpoints audit-export.notes --manifest audit-export.manifest --key log.key';

// A plain link: the browser writes the file as it comes, however large it is.
function Download({ id, part, text, theme, onClick }: { id: string; part: string; text: string; theme?: 'primary'; onClick?: () => void }) {
  return (
    <Button tag="a" href={`/api/v1/audit/exports/${id}/${part}`} download="" theme={theme} variant={theme ? 'base' : 'outline'} icon={<DownloadIcon />} onClick={onClick}>
      {text}
    </Button>
  );
}

function Progress({ state }: { state: Export }) {
  const words = useWords().audit.export;
  return (
    <div className="export-progress">
      <progress aria-label={words.progress} max={Math.max(1, state.total)} value={state.done} />
      <p className="row">
        <span>{words.counts(grouped(state.done), grouped(state.total))}</span>
        {state.done > 0 && <span className="quiet">{words.written(grouped(state.records ?? 0))}</span>}
        {(state.left_out ?? 0) > 0 && <span className="quiet">{words.leftOut(grouped(state.left_out ?? 0))}</span>}
      </p>
    </div>
  );
}

function Offline() {
  const words = useWords().audit.export;
  return (
    <Panel title={words.verify}>
      <div className="stack">
        <p>{words.verifyText}</p>
        <CopyBlock what={words.command} text={COMMAND} />
        <p className="quiet">{words.result}</p>
        <p className="quiet">{words.renamed}</p>
        <TrustedKey />
      </div>
    </Panel>
  );
}

export function ExportRun({ id, onAnother }: { id: string; onAnother: () => void }) {
  const words = useWords().audit.export;
  const [over, setOver] = useState(false);
  const [cancelling, setCancelling] = useState(false);
  const { data, problem, reload } = useLoad(
    async (signal) => {
      const state = await call(api.GET('/api/v1/audit/exports/{id}', { params: { path: { id } }, signal }));
      setOver(state.state === 'done' || state.state === 'failed');
      return state;
    },
    [id],
    over ? {} : { everyMs },
  );
  const cancel = async (): Promise<true> => {
    await call(api.DELETE('/api/v1/audit/exports/{id}', { params: { path: { id } } }));
    return true;
  };
  const another = (
    <Button variant="outline" onClick={onAnother}>
      {words.another}
    </Button>
  );
  if (problem?.code === 'not_found') {
    return (
      <Notice tone="warn">
        <p>{words.gone}</p>
        {another}
      </Notice>
    );
  }
  if (!data) return problem ? <ProblemNotice problem={problem} onRetry={reload} /> : <Loading rows={3} />;
  const { state, format } = data;
  const texts = { ready: words.readyText, reading: words.readingText, done: format === 'csv' ? words.doneCsv : words.doneText, failed: words.failedText };
  return (
    <>
      <Panel title={words.title} actions={<StateTag tone={TONES[state]}>{words[state]}</StateTag>}>
        <div className="stack">
          <p role="status">{texts[state]}</p>
          <Progress state={data} />
          <ProblemNotice problem={problem} />
          <div className="row">
            {state === 'ready' && <Download id={id} part="records" text={words.download} theme="primary" onClick={() => setTimeout(reload, everyMs / 2)} />}
            {state === 'done' && format === 'ndjson' && (
              <>
                <Download id={id} part="manifest" text={words.manifest} theme="primary" />
                <Download id={id} part="checkpoints" text={words.checkpoints} theme="primary" />
              </>
            )}
            {(state === 'ready' || state === 'reading') && (
              <Button variant="text" theme="danger" onClick={() => setCancelling(true)}>
                {words.cancel}
              </Button>
            )}
            {(state === 'done' || state === 'failed') && another}
          </div>
        </div>
      </Panel>
      {state === 'done' && format === 'ndjson' && <Offline />}
      <ConfirmDanger
        open={cancelling}
        title={words.cancel}
        consequences={words.cancelText}
        confirm={words.cancel}
        act={cancel}
        onDone={onAnother}
        onClose={() => setCancelling(false)}
      />
    </>
  );
}
