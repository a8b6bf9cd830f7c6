import { useState, type FormEvent } from 'react';
import type { Checkpoint } from '../../../api/types';
import { Button } from '../../../parts/button';
import { Field } from '../../../parts/field';
import { grouped } from '../../../parts/numbers';
import { Select, TextArea } from '../../../parts/text-input';
import { localTime } from '../../../parts/time-text';
import type { Failure } from '../../../proof/failure';
import { sizeOfCheckpoint } from '../../../proof/growth';
import { useWords } from '../../../words/words';
import type { Pair } from './use-claim';

interface Props {
  stream: string;
  checkpoints: Checkpoint[];
  asked: Pair | undefined;
  busy: boolean;
  onAsk: (pair: Pair) => void;
}

const kept = 'kept';

// Two checkpoints: at first the oldest and the newest of those that are there.
export function Choice({ stream, checkpoints, asked, busy, onAsk }: Props) {
  const { growth, failure: failures } = useWords().audit.proof;
  const [older, setOlder] = useState(asked?.kept ? kept : String(asked?.old ?? checkpoints.at(-1)?.size ?? ''));
  const [newer, setNewer] = useState(String(asked?.new ?? checkpoints[0]?.size ?? ''));
  const [note, setNote] = useState(asked?.kept ?? '');
  const [wrong, setWrong] = useState<Failure>();
  const sizes = new Set([...checkpoints.map(({ size }) => size), ...(asked ? [asked.new, ...(asked.kept ? [] : [asked.old])] : [])]);
  const textOf = (size: number): string => {
    const signedAt = checkpoints.find((one) => one.size === size)?.signed_at;
    return `${growth.records(grouped(size))}${signedAt ? ` · ${localTime(signedAt)}` : ''}`;
  };
  const options = [...sizes].sort((a, b) => b - a).map((size) => ({ value: String(size), text: textOf(size) }));
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (older !== kept) return onAsk({ old: Number(older), new: Number(newer) });
    const text = `${note.replace(/\r\n?/g, '\n').trim()}\n`;
    const size = sizeOfCheckpoint(text, stream);
    setWrong('failure' in size ? size.failure : undefined);
    if ('value' in size) onAsk({ old: Number(size.value), new: Number(newer), kept: text });
  };
  return (
    <form className="growth-choice" onSubmit={submit}>
      <Field label={growth.older}>
        {(props) => <Select {...props} value={older} onChange={setOlder} options={[...options, { value: kept, text: growth.kept }]} />}
      </Field>
      <Field label={growth.newer}>{(props) => <Select {...props} value={newer} onChange={setNewer} options={options} />}</Field>
      <Button type="submit" theme="primary" loading={busy}>
        {growth.verify}
      </Button>
      {older === kept && (
        <div className="growth-choice__note">
          <Field label={growth.keptLabel} hint={growth.keptHint} error={wrong && failures[wrong]}>
            {(props) => <TextArea {...props} className="mono" rows={5} value={note} spellCheck={false} onChange={setNote} />}
          </Field>
        </div>
      )}
    </form>
  );
}
