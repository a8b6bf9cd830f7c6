import { useState, type FormEvent } from 'react';
import { Button } from '../../parts/button';
import { Field } from '../../parts/field';
import { MerchantPicker } from '../../parts/merchant-picker';
import { TextArea, TextInput } from '../../parts/text-input';
import { useQueryParams } from '../../parts/use-query-params';
import { useWords } from '../../words/words';
import { kindOf, wrongNumber, wrongText, type TextKind } from './selector';

export type AskedSelector = { code_url: string } | { code: string } | { application_id: string; code_index: string };

export interface Asked {
  appid: string;
  selector: AskedSelector;
  reason: string;
}

type Way = 'text' | 'index';

// What is asked for stands in the URL, so that a query can be linked to; it is sent by the button alone.
export function QueryForm({ busy, onAsk }: { busy: boolean; onAsk: (asked: Asked) => void }) {
  const words = useWords().query;
  const [params, setParams] = useQueryParams(['merchant', 'code_url', 'code', 'application_id', 'code_index', 'way'] as const);
  const [text, setText] = useState(params.code_url || params.code);
  const [forced, setForced] = useState<TextKind | undefined>(params.code ? 'code' : params.code_url ? 'code_url' : undefined);
  const [application, setApplication] = useState(params.application_id);
  const [index, setIndex] = useState(params.code_index);
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);

  const way: Way = params.way === 'index' || params.application_id ? 'index' : 'text';
  const kind = forced ?? kindOf(text);
  const word = (wrong: keyof typeof words.wrong | undefined) => wrong && words.wrong[wrong];
  const wrong = {
    merchant: params.merchant ? undefined : words.merchantMissing,
    text: way === 'text' ? word(wrongText(text, kind)) : undefined,
    application: way === 'index' ? word(wrongNumber(application)) : undefined,
    index: way === 'index' ? word(wrongNumber(index)) : undefined,
    reason: reason.trim() ? undefined : words.wrong.empty,
  };
  const seen = tried ? wrong : ({} as Partial<typeof wrong>);

  const choose = (next: Way) => setParams({ way: next === 'index' ? 'index' : '', code: '', code_url: '', application_id: '', code_index: '' }, { replace: true });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (Object.values(wrong).some(Boolean)) return;
    const value = text.trim();
    const selector: AskedSelector =
      way === 'index'
        ? { application_id: application.trim(), code_index: index.trim() }
        : kind === 'code_url' ? { code_url: value } : { code: value };
    setParams({ way: '', code: '', code_url: '', application_id: '', code_index: '', ...selector }, { replace: true });
    onAsk({ appid: params.merchant, selector, reason: reason.trim() });
  };

  return (
    <form className="query-form" noValidate onSubmit={submit}>
      <Field label={words.merchant} error={seen.merchant}>
        {(props) => <MerchantPicker {...props} appid={params.merchant} onChange={(merchant) => setParams({ merchant }, { replace: true })} />}
      </Field>
      <fieldset className="ways">
        <legend>{words.way}</legend>
        {(['text', 'index'] as const).map((one) => (
          <label key={one}>
            <input type="radio" name="way" value={one} checked={way === one} onChange={() => choose(one)} />
            {words.ways[one]}
          </label>
        ))}
      </fieldset>
      {way === 'text' ? (
        <>
          <Field label={words.text} hint={words.textHint} error={seen.text}>
            {(props) => (
              <TextInput
                {...props}
                className="mono"
                value={text}
                spellCheck={false}
                autoComplete="off"
                onChange={(value) => {
                  setText(value);
                  setForced(undefined);
                }}
              />
            )}
          </Field>
          {text.trim() && (
            <p className="understood">
              {words.understood[kind]}
              <Button size="small" variant="text" onClick={() => setForced(kind === 'code' ? 'code_url' : 'code')}>
                {words.switchTo[kind === 'code' ? 'code_url' : 'code']}
              </Button>
            </p>
          )}
        </>
      ) : (
        <div className="form__pair">
          <Field label={words.application} hint={words.applicationHint} error={seen.application}>
            {(props) => <TextInput {...props} className="mono" inputMode="numeric" value={application} onChange={setApplication} />}
          </Field>
          <Field label={words.index} hint={words.indexHint} error={seen.index}>
            {(props) => <TextInput {...props} className="mono" inputMode="numeric" value={index} onChange={setIndex} />}
          </Field>
        </div>
      )}
      <Field label={words.reason} hint={words.reasonHint} error={seen.reason}>
        {(props) => <TextArea {...props} rows={2} maxLength={500} value={reason} onChange={setReason} />}
      </Field>
      <Button type="submit" loading={busy}>{words.submit}</Button>
    </form>
  );
}
