import { useState, type FormEvent } from 'react';
import { api, call } from '../../api/client';
import type { Account, AccountChange } from '../../api/types';
import { useAction } from '../../api/use-action';
import { linesOf } from '../../parts/addresses';
import { Button } from '../../parts/button';
import { Overlay } from '../../parts/overlay';
import { ProblemNotice } from '../../parts/problem-notice';
import { localTime } from '../../parts/time-text';
import { useToast } from '../../parts/toast';
import { useWords } from '../../words/words';
import { AccountFields, endOf, wrongOf, type Draft } from './fields';

function draftOf(account: Account): Draft {
  return {
    fullName: account.full_name,
    role: account.role,
    merchants: account.merchants?.join('\n') ?? '',
    firstDay: account.first_day ?? '',
    lastDay: account.last_day ?? '',
    endsAt: account.ends_at ? localTime(account.ends_at, 'day') : '',
  };
}

// What differs from before; the rest stays as it is.
function changeOf(before: Draft, now: Draft): AccountChange {
  const change: AccountChange = {};
  if (now.fullName !== before.fullName) change.full_name = now.fullName.trim();
  if (now.role !== before.role) change.role = now.role;
  if (now.endsAt !== before.endsAt) change.ends_at = endOf(now.endsAt);
  if (now.role !== 'auditor') return change;
  if (now.firstDay !== before.firstDay) change.first_day = now.firstDay;
  if (now.lastDay !== before.lastDay) change.last_day = now.lastDay;
  if (now.merchants !== before.merchants) change.merchants = linesOf(now.merchants);
  return change;
}

export function EditAccount({ account, onDone, onClose }: { account: Account; onDone: () => void; onClose: () => void }) {
  const { staff, common } = useWords();
  const words = staff.form;
  const toast = useToast();
  const [before] = useState(() => draftOf(account));
  const [draft, setDraft] = useState(before);
  const [tried, setTried] = useState(false);
  const wrong = wrongOf(draft, words);
  const save = useAction(async () => {
    const path = { name: account.name };
    const params = { path, header: { 'If-Match': `"${account.version}"` } };
    await call(api.PATCH('/api/v1/staff/{name}', { params, body: changeOf(before, draft) }));
    toast(staff.saved);
    onDone();
    onClose();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!Object.values(wrong).some(Boolean)) void save.run();
  };
  return (
    <Overlay
      open
      title={words.editTitle(account.name)}
      onClose={onClose}
      footer={
        <>
          <Button variant="outline" onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" form="edit-account" loading={save.busy}>{words.save}</Button>
        </>
      }
    >
      <form id="edit-account" className="form form--wide" noValidate onSubmit={submit}>
        <AccountFields draft={draft} set={(patch) => setDraft({ ...draft, ...patch })} wrong={tried ? wrong : {}} />
        <ProblemNotice problem={save.problem} />
      </form>
    </Overlay>
  );
}
