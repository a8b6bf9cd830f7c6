import { useState, type FormEvent } from 'react';
import { Checkbox } from 'tdesign-react';
import { api, call } from '../../../api/client';
import { useAction, useIntent } from '../../../api/use-action';
import { Button } from '../../../parts/button';
import { isAddress, linesOf } from '../../../parts/addresses';
import { inDays } from '../../../parts/days';
import { Field } from '../../../parts/field';
import { Overlay } from '../../../parts/overlay';
import { ProblemNotice } from '../../../parts/problem-notice';
import { Select, TextArea, TextInput } from '../../../parts/text-input';
import { useWords } from '../../../words/words';
import type { MadeKey } from './key-ready';

const DAYS = ['', '30', '90', '365'] as const;

interface Props {
  appid: string;
  onMade: (key: MadeKey) => void;
  onClose: () => void;
}

export function CreateKey({ appid, onMade, onClose }: Props) {
  const { keys, common } = useWords();
  const words = keys.form;
  const [name, setName] = useState('');
  const [addresses, setAddresses] = useState('');
  const [rate, setRate] = useState('50');
  const [burst, setBurst] = useState('100');
  const [days, setDays] = useState<(typeof DAYS)[number]>('');
  const [inUrl, setInUrl] = useState(false);
  const [tried, setTried] = useState(false);
  const intent = useIntent();

  const odd = linesOf(addresses).find((line) => !isAddress(line));
  const wrong = {
    name: name.trim() ? undefined : words.nameMissing,
    addresses: odd === undefined ? undefined : words.addressesWrong(odd),
    rate: Number(rate) > 0 ? undefined : words.positive,
    burst: /^[1-9]\d*$/.test(burst.trim()) ? undefined : words.whole,
  };
  const create = useAction(async () => {
    const wish = { name: name.trim(), addresses: linesOf(addresses), rate: Number(rate), burst: Number(burst), allow_in_url: inUrl };
    const header = { 'Idempotency-Key': intent.keyFor({ ...wish, days }) };
    const body = { ...wish, expires_at: days ? intent.once(() => inDays(Number(days))) : undefined };
    onMade(await call(api.POST('/api/v1/merchants/{appid}/keys', { params: { path: { appid }, header }, body })));
    intent.done();
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!Object.values(wrong).some(Boolean)) void create.run();
  };
  const seen = tried ? wrong : ({} as Partial<typeof wrong>);
  return (
    <Overlay
      open
      title={words.title}
      onClose={onClose}
      footer={
        <>
          <Button variant="outline" onClick={onClose}>{common.cancel}</Button>
          <Button type="submit" form="create-key" loading={create.busy}>{words.submit}</Button>
        </>
      }
    >
      <form id="create-key" className="form form--wide" noValidate onSubmit={submit}>
        <Field label={words.name} hint={words.nameHint} error={seen.name}>
          {(props) => <TextInput {...props} maxLength={100} value={name} onChange={setName} />}
        </Field>
        <Field label={words.addresses} hint={words.addressesHint} error={seen.addresses} required={false}>
          {(props) => <TextArea {...props} className="mono" rows={3} value={addresses} onChange={setAddresses} spellCheck={false} />}
        </Field>
        <div className="form__pair">
          <Field label={words.rate} error={seen.rate}>
            {(props) => <TextInput {...props} inputMode="decimal" value={rate} onChange={setRate} />}
          </Field>
          <Field label={words.burst} error={seen.burst}>
            {(props) => <TextInput {...props} inputMode="numeric" value={burst} onChange={setBurst} />}
          </Field>
        </div>
        <Field label={words.expires}>
          {(props) => (
            <Select {...props} value={days} onChange={setDays} options={DAYS.map((value) => ({ value, text: words.expiresOptions[value] }))} />
          )}
        </Field>
        <div className="field">
          <Checkbox checked={inUrl} onChange={setInUrl}>{words.allowInUrl}</Checkbox>
          <div className="field__note">{words.allowInUrlHint}</div>
        </div>
        <ProblemNotice problem={create.problem} />
      </form>
    </Overlay>
  );
}
