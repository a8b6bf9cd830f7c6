import { Loading } from '../../../parts/loading';
import { OutcomeTag } from '../../../parts/tags';
import { Tabs } from '../../../parts/tabs';
import { Time } from '../../../parts/time';
import type { RecordOutcome } from '../../../api/types';
import { Empty } from '../../../parts/empty';
import { ProblemNotice } from '../../../parts/problem-notice';
import { useWords } from '../../../words/words';
import { ProofSide } from '../proof/side';
import { actionText, kindText } from '../search/results';
import { AttemptsSide } from './attempts';
import { FieldsSide } from './fields';
import { readRecord, type RecordView } from './line-view';
import { LineSide } from './line';
import { ReplySide } from './reply';
import type { Reading } from './use-record';

const ALL = ['fields', 'attempts', 'reply', 'line', 'proof'] as const;
type Tab = (typeof ALL)[number];

interface Props {
  id: string;
  reading: Reading;
  merchants: ReadonlyMap<string, string>;
  tab: string | null;
  onTab: (tab: Tab) => void;
}

function Summary({ view, merchants }: { view: RecordView; merchants: Props['merchants'] }) {
  const words = useWords();
  const name = view.merchant && merchants.get(view.merchant);
  return (
    <div className="record-summary">
      <strong>{view.kind === 'query' ? kindText(view.kind, words) : `${kindText(view.kind, words)} · ${actionText(view.action ?? '', words)}`}</strong>
      {view.outcome && <OutcomeTag outcome={view.outcome as RecordOutcome} />}
      <Time at={view.time} />
      {name && <span>{name}</span>}
    </div>
  );
}

export function RecordSides({ id, reading, merchants, tab, onTab }: Props) {
  const { record: words } = useWords().audit;
  const { found, problem, loading, again } = reading;
  if (!found && problem?.code === 'not_found') return <Empty title={words.missing} />;
  if (!found && problem) return <ProblemNotice problem={problem} onRetry={again} />;
  if (!found) return loading ? <Loading rows={8} /> : null;
  const view = readRecord(found.line);
  const sides = view?.kind === 'query' ? ALL : (['fields', 'line', 'proof'] as const);
  const chosen = sides.find((side) => side === tab) ?? 'fields';
  return (
    <>
      {view && <Summary view={view} merchants={merchants} />}
      <Tabs<Tab>
        label={words.tabs}
        value={view ? chosen : 'line'}
        tabs={(view ? sides : (['line'] as const)).map((value) => ({ value, text: words.tab[value] }))}
        onChange={onTab}
      >
        {view && chosen === 'fields' && <FieldsSide view={view} found={found} merchants={merchants} />}
        {view && chosen === 'attempts' && <AttemptsSide view={view} />}
        {view && chosen === 'reply' && <ReplySide view={view} />}
        {(!view || chosen === 'line') && <LineSide line={found.line} />}
        {view && chosen === 'proof' && <ProofSide id={id} line={found.line} reading={reading} />}
      </Tabs>
    </>
  );
}
