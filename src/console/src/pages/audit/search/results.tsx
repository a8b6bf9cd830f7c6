import { Link, useLocation } from 'react-router-dom';
import type { FoundRecord, RecordOutcome } from '../../../api/types';
import { Button } from '../../../parts/button';
import { DataTable, type Column } from '../../../parts/data-table';
import { duration } from '../../../parts/numbers';
import { OutcomeTag } from '../../../parts/tags';
import { Time } from '../../../parts/time';
import { localTime } from '../../../parts/time-text';
import { wordFor } from '../../../words/lookup';
import { useWords, type Words } from '../../../words/words';
import { readRecord, selectorOf, type RecordView } from '../record/line-view';

export interface Row {
  found: FoundRecord;
  view: RecordView | undefined;
}

interface Props {
  rows: Row[];
  merchants: ReadonlyMap<string, string>;
  busy: boolean;
  open: string | undefined;
  onOpen: (id: string) => void;
  hrefOf: (id: string) => string;
}

export const rowOf = (found: FoundRecord): Row => ({ found, view: readRecord(found.line) });

export const actionText = (action: string, { audit }: Words): string => wordFor(audit.action, action) ?? action;

export const kindText = (kind: string, { audit }: Words): string => wordFor(audit.kind, kind) ?? kind;

function Subject({ row: { found, view } }: { row: Row }) {
  const words = useWords();
  const { results, record } = words.audit;
  if (!view) return <span className="quiet">{results.unreadable}</span>;
  const person = found.person && <span className="quiet">{found.person}</span>;
  if (view.kind !== 'query') {
    return (
      <span className="subject">
        {actionText(view.action ?? '', words)}
        {person}
      </span>
    );
  }
  const selector = selectorOf(view);
  return (
    <span className="subject">
      {selector.map(([name, value]) => (
        <code key={name} title={wordFor(record.selector, name) ?? name}>
          {value}
        </code>
      ))}
      {view.attempts.length > 1 && <span className="quiet">{results.attempts(view.attempts.length)}</span>}
      {person}
    </span>
  );
}

function Result({ view }: { view: RecordView | undefined }) {
  const { audit, codes } = useWords();
  const { results } = audit;
  if (!view?.outcome) return null;
  const why = view.code ?? (view.errcode === '0' ? undefined : view.errcode);
  const meaning = view.code ? wordFor(codes.refusal, view.code) : wordFor(codes.errcode, why);
  return (
    <span className="row nowrap">
      <OutcomeTag outcome={view.outcome as RecordOutcome} />
      {why && <code className="quiet" title={meaning}>{why}</code>}
      {view.count && <span className="quiet">{results.counted(view.count)}</span>}
    </span>
  );
}

export function Results({ rows, merchants, busy, open, onOpen, hrefOf }: Props) {
  const words = useWords();
  const { results } = words.audit;
  const { state } = useLocation();
  const columns: Column<Row>[] = [
    {
      key: 'time',
      head: results.time,
      width: '178px',
      cell: ({ found }) => (
        <Link className="nowrap" to={hrefOf(found.id)} state={state} aria-label={`${localTime(found.time)} ${results.open(found.id)}`}>
          <Time at={found.time} />
        </Link>
      ),
    },
    { key: 'kind', head: results.kind, width: '92px', cell: ({ view }) => <span className="nowrap">{view && kindText(view.kind, words)}</span> },
    {
      key: 'merchant',
      head: results.merchant,
      cell: ({ view }) => view?.merchant && <span className="cut" title={view.merchant}>{merchants.get(view.merchant) ?? <code>{view.merchant}</code>}</span>,
    },
    { key: 'subject', head: results.subject, cell: (row) => <Subject row={row} /> },
    { key: 'outcome', head: results.outcome, cell: ({ view }) => <Result view={view} /> },
    { key: 'took', head: results.took, align: 'right', width: '96px', cell: ({ view }) => view?.us !== undefined && <span className="nowrap">{duration(view.us)}</span> },
  ];
  return (
    <DataTable
      label={results.table}
      columns={columns}
      rows={rows}
      rowKey={({ found }) => found.id}
      busy={busy}
      onRow={({ found }) => onOpen(found.id)}
      rowClass={({ found }) => (found.id === open ? 'table__row--open' : undefined)}
    />
  );
}

export function More({ next, busy, onMore }: { next: string | undefined; busy: boolean; onMore: () => void }) {
  const { results } = useWords().audit;
  if (!next) return <span className="quiet">{results.all}</span>;
  return (
    <Button variant="outline" loading={busy} onClick={onMore}>
      {results.loadMore}
    </Button>
  );
}
