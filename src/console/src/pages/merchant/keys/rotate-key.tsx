import { useState } from 'react';
import { Button } from '../../../parts/button';
import { api, call } from '../../../api/client';
import type { ApiKey } from '../../../api/types';
import { useAction, useIntent } from '../../../api/use-action';
import { Field } from '../../../parts/field';
import { Overlay } from '../../../parts/overlay';
import { ProblemNotice } from '../../../parts/problem-notice';
import { Select } from '../../../parts/text-input';
import { useWords } from '../../../words/words';
import type { MadeKey } from './key-ready';

const OVERLAPS = ['0', '60', '1440', '10080', '43200'] as const;

interface Props {
  old: ApiKey;
  onMade: (key: MadeKey) => void;
  onClose: () => void;
}

export function RotateKey({ old, onMade, onClose }: Props) {
  const { keys, common } = useWords();
  const words = keys.rotating;
  const [overlap, setOverlap] = useState<(typeof OVERLAPS)[number]>('1440');
  const intent = useIntent();
  const rotate = useAction(async () => {
    const body = { overlap_minutes: Number(overlap) };
    const params = { path: { key_id: old.key_id }, header: { 'Idempotency-Key': intent.keyFor(body) } };
    onMade(await call(api.POST('/api/v1/keys/{key_id}/rotation', { params, body })));
    intent.done();
  });
  return (
    <Overlay
      open
      title={words.title(old.name)}
      onClose={onClose}
      width={480}
      footer={
        <>
          <Button variant="outline" onClick={onClose}>{common.cancel}</Button>
          <Button loading={rotate.busy} onClick={() => void rotate.run()}>{words.submit}</Button>
        </>
      }
    >
      <div className="form form--wide">
        <p className="quiet">{words.text}</p>
        <Field label={words.overlap}>
          {(props) => (
            <Select {...props} value={overlap} onChange={setOverlap} options={OVERLAPS.map((value) => ({ value, text: words.overlaps[value] }))} />
          )}
        </Field>
        <ProblemNotice problem={rotate.problem} />
      </div>
    </Overlay>
  );
}
