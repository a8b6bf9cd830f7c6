import type { Checkpoint, Stream } from '../../../api/types';
import { CopyBlock } from '../../../parts/copy-id';
import { grouped } from '../../../parts/numbers';
import { Overlay } from '../../../parts/overlay';
import { Facts } from '../../../parts/panel';
import { checkStream } from '../../../proof/stream';
import { useWords } from '../../../words/words';
import type { LogKeys } from '../proof/use-log-keys';
import { CheckTag } from '../streams/table';
import { streamAt } from './checkpoints';

interface Props {
  stream: Stream;
  checkpoint: Checkpoint;
  log: LogKeys;
  onClose: () => void;
}

// A signed note of a stream, and what it says.
export function CheckpointOverlay({ stream, checkpoint, log, onClose }: Props) {
  const { streams: words, proof } = useWords().audit;
  const checked = checkStream(streamAt(stream, checkpoint), log.keys);
  const signed = checked.state === 'signed' ? checked : undefined;
  return (
    <Overlay open title={words.noteTitle(stream.id, grouped(checkpoint.size))} width={680} onClose={onClose}>
      <div className="stack">
        <div>
          <CheckTag checked={checked} own={log.own} canCheck={log.keys.length > 0} />
        </div>
        {signed && (
          <Facts
            facts={[
              { name: proof.value.log, value: <code>{signed.checkpoint.log}</code> },
              { name: proof.value.size, value: grouped(signed.checkpoint.size) },
              { name: proof.value.key_hash, value: <code>{signed.opened.signer.hash}</code> },
              { name: proof.trustUsing, value: log.own ? proof.trustTitle : proof.toldUsing },
            ]}
          />
        )}
        <CopyBlock what={words.check} text={checkpoint.note} />
      </div>
    </Overlay>
  );
}
