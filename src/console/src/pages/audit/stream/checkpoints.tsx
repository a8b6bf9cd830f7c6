import type { Checkpoint, Stream } from '../../../api/types';
import { Button } from '../../../parts/button';
import { CopyId } from '../../../parts/copy-id';
import { DataTable, type Column } from '../../../parts/data-table';
import { grouped } from '../../../parts/numbers';
import { Time } from '../../../parts/time';
import { checkStream } from '../../../proof/stream';
import { useWords } from '../../../words/words';
import { shortHash } from '../format';
import type { LogKeys } from '../proof/use-log-keys';
import { CheckTag } from '../streams/table';

interface Props {
  stream: Stream;
  checkpoints: Checkpoint[];
  log: LogKeys;
  busy: boolean;
  onShow: (checkpoint: Checkpoint) => void;
}

// The stream as it stood when the checkpoint was signed.
export const streamAt = ({ id, size }: Stream, checkpoint: Checkpoint) => ({
  id,
  size,
  signed_size: checkpoint.size,
  root: checkpoint.root,
  checkpoint: checkpoint.note,
});

export function CheckpointTable({ stream, checkpoints, log, busy, onShow }: Props) {
  const { streams: words } = useWords().audit;
  const columns: Column<Checkpoint>[] = [
    { key: 'size', head: words.size, align: 'right', width: '120px', cell: ({ size }) => grouped(size) },
    { key: 'signed', head: words.signed, cell: (one) => <span className="nowrap"><Time at={one.signed_at} /></span> },
    { key: 'root', head: words.root, cell: ({ root }) => <CopyId text={root} short={shortHash(root)} /> },
    {
      key: 'check',
      head: words.signature,
      cell: (one) => !log.loading && <CheckTag checked={checkStream(streamAt(stream, one), log.keys)} own={log.own} canCheck={log.keys.length > 0} />,
    },
    {
      key: 'note',
      head: <span className="off-screen">{words.text}</span>,
      cell: (one) => (
        <Button size="small" variant="text" theme="primary" aria-label={`${words.note}: ${words.noteTitle(stream.id, grouped(one.size))}`} onClick={() => onShow(one)}>
          {words.note}
        </Button>
      ),
    },
  ];
  return <DataTable label={words.checkpoints} columns={columns} rows={checkpoints} rowKey={({ size }) => String(size)} busy={busy} />;
}
