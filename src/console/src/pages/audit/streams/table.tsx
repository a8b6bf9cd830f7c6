import { Link } from 'react-router-dom';
import type { Stream } from '../../../api/types';
import { CopyId } from '../../../parts/copy-id';
import { DataTable, type Column } from '../../../parts/data-table';
import { grouped } from '../../../parts/numbers';
import { StateTag, type Tone } from '../../../parts/tags';
import { Time } from '../../../parts/time';
import { localTime } from '../../../parts/time-text';
import type { CheckedStream } from '../../../proof/stream';
import { useWords } from '../../../words/words';
import { shortHash } from '../format';

export interface StreamRow {
  stream: Stream;
  checked: CheckedStream;
}

interface Props {
  rows: StreamRow[];
  busy: boolean;
  own: boolean;
  checking: boolean;
  canCheck: boolean;
}

const pathOf = ({ id }: Stream): string => `/audit/streams/${id}`;

const TONES: Record<string, Tone> = { open: 'info', sealed: 'good', damaged: 'bad' };

export function StreamTag({ state }: { state: string }) {
  const states: Record<string, string> = useWords().audit.streams.states;
  return <StateTag tone={TONES[state] ?? 'plain'}>{states[state] ?? state}</StateTag>;
}

export function CheckTag({ checked, own, canCheck }: { checked: CheckedStream; own: boolean; canCheck: boolean }) {
  const { streams, proof } = useWords().audit;
  if (checked.state === 'unsigned') return <StateTag tone="plain">{streams.unsigned}</StateTag>;
  if (!canCheck) return <StateTag tone="plain">{proof.state.skipped}</StateTag>;
  if (checked.state === 'failed') return <StateTag tone="bad">{proof.failure[checked.failure]}</StateTag>;
  return (
    <StateTag tone={own ? 'good' : 'info'} title={own ? undefined : streams.checkedTold}>
      {streams.checked}
    </StateTag>
  );
}

export function StreamTable({ rows, busy, own, checking, canCheck }: Props) {
  const { streams: words } = useWords().audit;
  const columns: Column<StreamRow>[] = [
    {
      key: 'id',
      head: `${words.id} / ${words.instance}`,
      cell: ({ stream }) => (
        <span className="two-lines">
          <CopyId text={stream.id} to={<Link to={pathOf(stream)}><code>{stream.id}</code></Link>} />
          <small><code>{stream.instance}</code></small>
        </span>
      ),
    },
    { key: 'state', head: words.state, cell: ({ stream }) => <StreamTag state={stream.state} /> },
    {
      key: 'opened',
      head: words.opened,
      cell: ({ stream }) => (
        <span className="audit-lines">
          <Time at={stream.opened_at} />
          {stream.sealed_at && <Time at={stream.sealed_at} />}
        </span>
      ),
    },
    {
      key: 'size',
      head: words.size,
      align: 'right',
      cell: ({ stream }) => {
        const tail = stream.size - (stream.signed_size ?? 0);
        return (
          <>
            {grouped(stream.size)}
            {tail > 0 && <small className="tail">{words.tail(grouped(tail))}</small>}
          </>
        );
      },
    },
    { key: 'root', head: words.root, cell: ({ stream }) => stream.root && <CopyId text={stream.root} short={shortHash(stream.root)} /> },
    {
      key: 'check',
      head: words.check,
      cell: ({ stream, checked }) => (
        <span className="audit-lines">
          {!checking && <CheckTag checked={checked} own={own} canCheck={canCheck} />}
          {stream.signed_at && (
            <Link to={pathOf(stream)} aria-label={`${localTime(stream.signed_at)} ${words.checkpoints}: ${words.page(stream.id)}`}>
              <Time at={stream.signed_at} />
            </Link>
          )}
        </span>
      ),
    },
  ];
  return <DataTable label={words.table} columns={columns} rows={rows} rowKey={({ stream }) => stream.id} busy={busy} />;
}
