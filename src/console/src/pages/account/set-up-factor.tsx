import { useState, type FormEvent } from 'react';
import { api, call } from '../../api/client';
import { useAction } from '../../api/use-action';
import { Button } from '../../parts/button';
import { CopyBlock } from '../../parts/copy-id';
import { Field } from '../../parts/field';
import { Overlay } from '../../parts/overlay';
import { ProblemNotice } from '../../parts/problem-notice';
import { Qr } from '../../parts/qr';
import { TextInput } from '../../parts/text-input';
import { useWords } from '../../words/words';

export interface FactorSecret {
  secret: string;
  uri: string;
}

interface Props {
  secret: FactorSecret;
  onSet: (recoveryCodes: string[]) => void;
  onClose: () => void;
}

export function SetUpFactor({ secret, onSet, onClose }: Props) {
  const { account, common } = useWords();
  const words = account.factor;
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const digits = code.replace(/\s/g, '');
  const wrong = !/^\d{6}$/.test(digits);
  const set = useAction(async () => {
    const { recovery_codes } = await call(api.PUT('/api/v1/me/totp', { body: { secret: secret.secret, code: digits } }));
    onSet(recovery_codes);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!wrong) void set.run();
  };
  return (
    <Overlay
      open
      title={words.setUp}
      onClose={onClose}
      footer={
        <>
          <Button variant="outline" onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" form="set-factor" loading={set.busy}>{words.confirm}</Button>
        </>
      }
    >
      <form id="set-factor" className="stack" noValidate onSubmit={submit}>
        <p className="quiet">{words.steps}</p>
        <div className="factor">
          <Qr text={secret.uri} label={words.qr} />
          <div className="stack">
            <CopyBlock label={words.secret} what={words.secret} text={secret.secret} />
            <Field label={words.code} error={tried && wrong ? words.codeWrong : undefined}>
              {(props) => <TextInput {...props} className="mono" inputMode="numeric" autoComplete="one-time-code" maxLength={7} value={code} onChange={setCode} />}
            </Field>
          </div>
        </div>
        <ProblemNotice problem={set.problem} />
      </form>
    </Overlay>
  );
}
