import { useRef, useState, type FormEvent } from 'react';
import { Button } from '../../parts/button';
import { api, call } from '../../api/client';
import { useSession } from '../../api/session';
import { useAction } from '../../api/use-action';
import { Field } from '../../parts/field';
import { ProblemNotice } from '../../parts/problem-notice';
import { PasswordInput, TextInput } from '../../parts/text-input';
import { useWords } from '../../words/words';
import { LoneFrame } from '../lone-frame';

export default function LoginPage({ ended }: { ended: boolean }) {
  const { shell } = useWords();
  const words = shell.login;
  const { enter } = useSession();
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const [tried, setTried] = useState(false);
  const [second, setSecond] = useState(false);
  const form = useRef<HTMLFormElement>(null);

  const logIn = useAction(async () => {
    const body = { name: name.trim(), password, ...(second ? { code: code.replace(/\s/g, '') } : {}) };
    const session = await call(api.POST('/api/v1/session', { body })).catch((error: unknown) => {
      if ((error as { code?: string }).code !== 'second_factor_required' || second) throw error;
      return undefined;
    });
    if (session) enter(session);
    else {
      setTried(false);
      setSecond(true);
    }
  });

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    const wrong = !name.trim() || !password || (second && !code.trim());
    if (wrong) form.current?.querySelector<HTMLElement>('input:placeholder-shown, input[value=""]')?.focus();
    else void logIn.run();
  };
  const missing = (value: string, text: string) => (tried && !value.trim() ? text : undefined);

  return (
    <LoneFrame title={words.title}>
      {ended && <p className="lone__text">{words.ended}</p>}
      <form ref={form} onSubmit={submit} noValidate>
        {second ? (
          <Field label={words.code} hint={words.codeHint} error={missing(code, words.codeMissing)}>
            {(props) => (
              <TextInput {...props} value={code} onChange={setCode} autoComplete="one-time-code" inputMode="text" autoFocus spellCheck={false} />
            )}
          </Field>
        ) : (
          <>
            <Field label={words.name} error={missing(name, words.nameMissing)}>
              {(props) => (
                <TextInput {...props} value={name} onChange={setName} autoComplete="username" autoCapitalize="none" spellCheck={false} autoFocus />
              )}
            </Field>
            <Field label={words.password} error={tried && !password ? words.passwordMissing : undefined}>
              {(props) => <PasswordInput {...props} value={password} onChange={setPassword} autoComplete="current-password" />}
            </Field>
          </>
        )}
        <ProblemNotice problem={logIn.problem} />
        <Button type="submit" block size="large" loading={logIn.busy}>
          {words.submit}
        </Button>
        {second && (
          <Button
            variant="text"
            block
            onClick={() => {
              setSecond(false);
              setPassword('');
              setCode('');
              logIn.clear();
            }}
          >
            {words.other}
          </Button>
        )}
      </form>
    </LoneFrame>
  );
}
