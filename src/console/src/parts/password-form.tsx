import { useState, type FormEvent } from 'react';
import { Button } from './button';
import { api, call } from '../api/client';
import { useAction } from '../api/use-action';
import { useWords } from '../words/words';
import { Field } from './field';
import { ProblemNotice } from './problem-notice';
import { PasswordInput } from './text-input';

// Changes one's own password.
export function PasswordForm({ onChanged }: { onChanged: () => unknown }) {
  const words = useWords().shell.password;
  const [old, setOld] = useState('');
  const [next, setNext] = useState('');
  const [repeat, setRepeat] = useState('');
  const [tried, setTried] = useState(false);
  const change = useAction(async () => {
    await call(api.PUT('/api/v1/me/password', { body: { old, new: next } }));
    setOld('');
    setNext('');
    setRepeat('');
    setTried(false);
    await onChanged();
  });
  const wrong = {
    old: old ? undefined : words.missing,
    next: [...next].length < 12 ? words.tooShort : undefined,
    repeat: repeat === next ? undefined : words.differs,
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!wrong.old && !wrong.next && !wrong.repeat) void change.run();
  };
  const seen = tried ? wrong : { old: undefined, next: undefined, repeat: undefined };
  return (
    <form onSubmit={submit} noValidate className="form">
      <Field label={words.old} error={seen.old}>
        {(props) => <PasswordInput {...props} value={old} onChange={setOld} autoComplete="current-password" />}
      </Field>
      <Field label={words.new} hint={words.rule} error={seen.next}>
        {(props) => <PasswordInput {...props} value={next} onChange={setNext} autoComplete="new-password" />}
      </Field>
      <Field label={words.repeat} error={seen.repeat}>
        {(props) => <PasswordInput {...props} value={repeat} onChange={setRepeat} autoComplete="new-password" />}
      </Field>
      <ProblemNotice problem={change.problem} />
      <Button type="submit" loading={change.busy}>
        {words.submit}
      </Button>
    </form>
  );
}
