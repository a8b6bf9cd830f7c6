import type { Stream } from '../../../api/types';
import { CopyBlock } from '../../../parts/copy-id';
import { grouped } from '../../../parts/numbers';
import { Overlay } from '../../../parts/overlay';
import { Facts } from '../../../parts/panel';
import { checkStream } from '../../../proof/stream';
import type { TrustedKey } from '../../../proof/trust';
import { useWords } from '../../../words/words';
import { CheckTag } from './table';

interface Props {
  stream: Stream;
  keys: TrustedKey[];
  own: boolean;
  onClose: () => void;
}

// The newest signed note of a stream, and what it says.
export function CheckpointOverlay({ stream, keys, own, onClose }: Props) {
  const { streams: words, proof } = useWords().audit;
  const checked = checkStream(stream, keys);
  const signed = checked.state === 'signed' ? checked : undefined;
  return (
    <Overlay open title={words.noteTitle(stream.id)} width={680} onClose={onClose}>
      <div className="stack">
        <div>
          <CheckTag checked={checked} own={own} canCheck={keys.length > 0} />
        </div>
        {signed && (
          <Facts
            facts={[
              { name: proof.value.log, value: <code>{signed.checkpoint.log}</code> },
              { name: proof.value.size, value: grouped(signed.checkpoint.size) },
              { name: proof.value.key_hash, value: <code>{signed.opened.signer.hash}</code> },
              { name: proof.trustUsing, value: own ? proof.trustTitle : proof.toldUsing },
            ]}
          />
        )}
        <CopyBlock what={words.check} text={stream.checkpoint ?? ''} />
      </div>
    </Overlay>
  );
}
