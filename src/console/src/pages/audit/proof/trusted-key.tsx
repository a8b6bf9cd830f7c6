import { useState, type FormEvent } from 'react';
import { KeyIcon } from 'tdesign-icons-react';
import { Button } from '../../../parts/button';
import { CopyId } from '../../../parts/copy-id';
import { Field } from '../../../parts/field';
import { TextArea } from '../../../parts/text-input';
import { useToast } from '../../../parts/toast';
import type { Failure } from '../../../proof/failure';
import { failureOf } from '../../../proof/trust';
import { useWords } from '../../../words/words';
import { keepTrustedKey, useTrustedKey } from './use-trusted-key';

function KeyForm({ onDone }: { onDone: () => void }) {
  const { audit, common } = useWords();
  const { proof } = audit;
  const toast = useToast();
  const [text, setText] = useState('');
  const [failure, setFailure] = useState<Failure>();
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    const wrong = failureOf(text);
    setFailure(wrong);
    if (wrong) return;
    keepTrustedKey(text.trim());
    toast(proof.trustSaved);
    onDone();
  };
  return (
    <form className="trust__form" onSubmit={submit}>
      <Field label={proof.trustLabel} hint={proof.trustText} error={failure && proof.failure[failure]}>
        {(props) => <TextArea {...props} className="mono" rows={2} value={text} spellCheck={false} autoFocus onChange={setText} />}
      </Field>
      <div className="row">
        <Button type="submit" theme="primary">
          {proof.trustSave}
        </Button>
        <Button variant="text" onClick={onDone}>
          {common.cancel}
        </Button>
      </div>
    </form>
  );
}

// Whom the reader trusts. Only a key that came by another way makes a proof.
export function TrustedKey() {
  const { proof } = useWords().audit;
  const toast = useToast();
  const trusted = useTrustedKey();
  const [changing, setChanging] = useState(false);
  const forget = (): void => {
    keepTrustedKey('');
    toast(proof.trustForgotten);
  };
  return (
    <section className="trust" aria-label={proof.trustTitle}>
      <div className="trust__line">
        <KeyIcon />
        <div className="trust__keys">
          <h3>{proof.trustTitle}</h3>
          {trusted ? trusted.keys.map((key) => <CopyId key={key.text} text={key.text} />) : <p className="quiet">{proof.trustNone}</p>}
        </div>
        <Button variant="outline" aria-expanded={changing} onClick={() => setChanging(!changing)}>
          {trusted ? proof.trustChange : proof.trustGive}
        </Button>
        {trusted && (
          <Button variant="text" onClick={forget}>
            {proof.trustForget}
          </Button>
        )}
      </div>
      {changing && <KeyForm onDone={() => setChanging(false)} />}
    </section>
  );
}
