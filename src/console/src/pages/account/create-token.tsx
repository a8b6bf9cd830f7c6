import { useState, type FormEvent } from 'react';
import { api, call } from '../../api/client';
import { useAccount } from '../../api/session';
import type { Role, TokenScope } from '../../api/types';
import { useAction, useIntent } from '../../api/use-action';
import { Button } from '../../parts/button';
import { inDays } from '../../parts/days';
import { Field } from '../../parts/field';
import { Overlay } from '../../parts/overlay';
import { ProblemNotice } from '../../parts/problem-notice';
import { Select, TextInput } from '../../parts/text-input';
import { useWords } from '../../words/words';

const DAYS = [7, 30, 90, 365];
// A scope beyond one's role would grant nothing more.
const SCOPES: Record<Role, TokenScope[]> = { auditor: ['read'], operator: ['read', 'operate'], admin: ['read', 'operate', 'administer'] };

export function CreateToken({ onMade, onClose }: { onMade: (token: string) => void; onClose: () => void }) {
  const { account, common } = useWords();
  const words = account.tokens;
  const { role } = useAccount();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<TokenScope>('read');
  const [days, setDays] = useState('90');
  const [tried, setTried] = useState(false);
  const intent = useIntent();
  const create = useAction(async () => {
    const wish = { name: name.trim(), scope };
    const params = { header: { 'Idempotency-Key': intent.keyFor({ ...wish, days }) } };
    const body = { ...wish, expires_at: intent.once(() => inDays(Number(days))) };
    const { access_token } = await call(api.POST('/api/v1/me/tokens', { params, body }));
    intent.done();
    onMade(access_token);
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (name.trim()) void create.run();
  };
  return (
    <Overlay
      open
      title={words.formTitle}
      onClose={onClose}
      width={480}
      footer={
        <>
          <Button variant="outline" onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" form="create-token" loading={create.busy}>{words.submit}</Button>
        </>
      }
    >
      <form id="create-token" className="form form--wide" noValidate onSubmit={submit}>
        <Field label={words.name} hint={words.nameHint} error={tried && !name.trim() ? words.nameMissing : undefined}>
          {(props) => <TextInput {...props} maxLength={100} value={name} onChange={setName} />}
        </Field>
        <Field label={words.scope} hint={`${words.scopeHint[scope]} ${words.scopeNote}`}>
          {(props) => <Select {...props} value={scope} onChange={setScope} options={SCOPES[role].map((value) => ({ value, text: words.scopes[value] }))} />}
        </Field>
        <Field label={words.expires}>
          {(props) => <Select {...props} value={days} onChange={setDays} options={DAYS.map((n) => ({ value: String(n), text: words.days(n) }))} />}
        </Field>
        <ProblemNotice problem={create.problem} />
      </form>
    </Overlay>
  );
}
