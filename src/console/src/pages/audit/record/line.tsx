import { CopyBlock } from '../../../parts/copy-id';
import { toHex } from '../../../proof/bytes';
import { leafHash } from '../../../proof/hash';
import { useWords } from '../../../words/words';

// The record itself.
export function LineSide({ line }: { line: string }) {
  const { record, proof } = useWords().audit;
  return (
    <div className="stack">
      <p className="audit-note">{record.lineHint}</p>
      <CopyBlock text={line} what={record.tab.line} />
      <CopyBlock text={toHex(leafHash(line))} what={proof.value.leaf} label={`${proof.value.leaf} = ${proof.how.leaf}`} />
    </div>
  );
}
