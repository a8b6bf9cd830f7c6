import { useState } from 'react';
import { Button } from '../../parts/button';
import { api, call } from '../../api/client';
import type { Invitation } from '../../api/types';
import { useAction, useIntent } from '../../api/use-action';
import { inDays } from '../../parts/days';
import { Field } from '../../parts/field';
import { Overlay } from '../../parts/overlay';
import { ProblemNotice } from '../../parts/problem-notice';
import { Select, TextInput } from '../../parts/text-input';
import { useWords } from '../../words/words';
import { InvitationReady } from './invitation-ready';

const DAYS = [1, 3, 7, 14, 30];
const APPID = /^wx[0-9a-zA-Z]{16}$/;

interface Props {
  // Of a merchant that has to authorise again.
  name?: string;
  appid?: string;
  onClose: () => void;
  onMade?: () => void;
}

export function InviteDialog({ name: firstName = '', appid: firstAppid = '', onClose, onMade }: Props) {
  const { merchants, common } = useWords();
  const words = merchants.inviting;
  const [name, setName] = useState(firstName);
  const [appid, setAppid] = useState(firstAppid);
  const [days, setDays] = useState('7');
  const [made, setMade] = useState<{ invitation: Invitation; link: string }>();
  const intent = useIntent();
  const wrong = appid.trim() !== '' && !APPID.test(appid.trim());

  const invite = useAction(async () => {
    const wanted = { name: name.trim() || undefined, appid: appid.trim() || undefined };
    // What is wanted makes the key: the time of a second try would else make it another invitation.
    const key = intent.keyFor({ ...wanted, days });
    const body = { ...wanted, expires_at: intent.once(() => inDays(Number(days))) };
    setMade(await call(api.POST('/api/v1/invitations', { params: { header: { 'Idempotency-Key': key } }, body })));
    intent.done();
    onMade?.();
  });

  if (made) return <InvitationReady {...made} onClose={onClose} />;
  return (
    <Overlay
      open
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <Button variant="outline" onClick={onClose}>{common.cancel}</Button>
          <Button loading={invite.busy} disabled={wrong} onClick={() => void invite.run()}>{words.create}</Button>
        </>
      }
    >
      <div className="form form--wide">
        <p className="quiet">{words.text}</p>
        <Field label={words.name} hint={words.nameHint} required={false}>
          {(props) => <TextInput {...props} maxLength={200} value={name} onChange={setName} />}
        </Field>
        <Field label={words.appid} hint={words.appidHint} required={false} error={wrong ? words.appidWrong : undefined}>
          {(props) => <TextInput {...props} className="mono" value={appid} onChange={setAppid} spellCheck={false} />}
        </Field>
        <Field label={words.expires}>
          {(props) => (
            <Select {...props} value={days} onChange={setDays} options={DAYS.map((n) => ({ value: String(n), text: words.days(n) }))} />
          )}
        </Field>
        <ProblemNotice problem={invite.problem} />
      </div>
    </Overlay>
  );
}
