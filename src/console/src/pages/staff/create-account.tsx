import { useState, type FormEvent } from 'react';
import { api, call } from '../../api/client';
import { useAction, useIntent } from '../../api/use-action';
import { linesOf } from '../../parts/addresses';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { Overlay } from '../../parts/overlay';
import { ProblemNotice } from '../../parts/problem-notice';
import { TextInput } from '../../parts/text-input';
import { useWords } from '../../words/words';
import { AccountFields, endOf, wrongOf, type Draft } from './fields';
import type { FirstPassword } from './password-ready';

const NAME = /^[a-z0-9][a-z0-9._@-]{1,63}$/;
const BLANK: Draft = { fullName: '', role: 'operator', merchants: '', firstDay: '', lastDay: '', endsAt: '' };

// Bounds are an auditor's; what is empty is left out.
function bodyOf(name: string, draft: Draft) {
  const auditor = draft.role === 'auditor';
  return {
    name,
    role: draft.role,
    full_name: draft.fullName.trim() || undefined,
    merchants: auditor && draft.merchants.trim() ? linesOf(draft.merchants) : undefined,
    first_day: auditor && draft.firstDay ? draft.firstDay : undefined,
    last_day: auditor && draft.lastDay ? draft.lastDay : undefined,
    ends_at: endOf(draft.endsAt) || undefined,
  };
}

export function CreateAccount({ onMade, onClose }: { onMade: (made: FirstPassword) => void; onClose: () => void }) {
  const { staff, common } = useWords();
  const words = staff.form;
  const [name, setName] = useState('');
  const [draft, setDraft] = useState(BLANK);
  const [tried, setTried] = useState(false);
  const intent = useIntent();
  const wrong = { name: NAME.test(name.trim()) ? undefined : words.nameWrong, ...wrongOf(draft, words) };
  const create = useAction(async () => {
    const body = bodyOf(name.trim(), draft);
    const params = { header: { 'Idempotency-Key': intent.keyFor(body) } };
    const made = await call(api.POST('/api/v1/staff', { params, body }));
    intent.done();
    onMade({ account: made.account.name, password: made.password, reset: false });
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!Object.values(wrong).some(Boolean)) void create.run();
  };
  return (
    <Overlay
      open
      title={words.createTitle}
      onClose={onClose}
      footer={
        <>
          <Button variant="outline" onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" form="create-account" loading={create.busy}>{words.submit}</Button>
        </>
      }
    >
      <form id="create-account" className="form form--wide" noValidate onSubmit={submit}>
        <Field label={words.name} hint={words.nameHint} error={tried ? wrong.name : undefined}>
          {(props) => <TextInput {...props} className="mono" value={name} onChange={setName} autoComplete="off" autoCapitalize="none" spellCheck={false} />}
        </Field>
        <AccountFields draft={draft} set={(patch) => setDraft({ ...draft, ...patch })} wrong={tried ? wrong : {}} />
        <ProblemNotice problem={create.problem} />
      </form>
    </Overlay>
  );
}
