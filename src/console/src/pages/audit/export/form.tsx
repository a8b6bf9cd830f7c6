import { useState, type FormEvent } from 'react';
import { api, call } from '../../../api/client';
import { useAccount } from '../../../api/session';
import { useAction } from '../../../api/use-action';
import { Button } from '../../../parts/button';
import { Field } from '../../../parts/field';
import { Panel } from '../../../parts/panel';
import { ProblemNotice } from '../../../parts/problem-notice';
import { Select, TextArea, TextInput } from '../../../parts/text-input';
import { useWords } from '../../../words/words';
import { dayAfter, isDay, today } from '../days';
import { useMerchantNames } from '../merchant-names';
import { MerchantFilter } from '../search/merchant-filter';

const FORMATS = ['ndjson', 'csv'] as const;

interface Wish {
  first_day: string;
  last_day: string;
  merchant?: string;
  format: (typeof FORMATS)[number];
  reason?: string;
}

const begin = (wish: Wish) => call(api.POST('/api/v1/audit/exports', { body: wish }));

export function ExportForm({ onBegun }: { onBegun: (id: string) => void }) {
  const { audit } = useWords();
  const words = audit.export;
  const { role, first_day: firstAllowed, last_day: lastAllowed } = useAccount();
  const merchants = useMerchantNames();
  const [first, setFirst] = useState(dayAfter(today(), -7));
  const [last, setLast] = useState(dayAfter(today(), -1));
  const [merchant, setMerchant] = useState('');
  const [format, setFormat] = useState<Wish['format']>('ndjson');
  const [reason, setReason] = useState('');
  const [tried, setTried] = useState(false);
  const action = useAction(begin);
  const needsReason = role === 'auditor';
  const wrongDays = !isDay(first) || !isDay(last) || last < first;
  const wrongReason = needsReason && reason.trim() === '';
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setTried(true);
    if (wrongDays || wrongReason) return;
    const begun = await action.run({
      first_day: first,
      last_day: last,
      format,
      ...(merchant && { merchant }),
      ...(reason.trim() && { reason: reason.trim() }),
    });
    if (begun) onBegun(begun.id);
  };
  const days = { type: 'date', min: firstAllowed, max: lastAllowed ?? today() } as const;
  return (
    <Panel title={words.form}>
      <form className="form" noValidate onSubmit={(event) => void submit(event)}>
        <div className="export-days">
          <Field label={words.first}>{(props) => <TextInput {...props} {...days} value={first} onChange={setFirst} />}</Field>
          <Field label={words.last} error={tried && wrongDays ? words.daysWrong : undefined}>
            {(props) => <TextInput {...props} {...days} value={last} onChange={setLast} />}
          </Field>
        </div>
        <p className="field__note">{words.daysHint}</p>
        <div className="field">
          <span className="field__name">{words.merchant}</span>
          <MerchantFilter value={merchant} name={merchants.get(merchant)} onChange={setMerchant} />
          <p className="field__note">{words.merchantHint}</p>
        </div>
        <Field label={words.format}>
          {(props) => (
            <Select {...props} value={format} options={FORMATS.map((value) => ({ value, text: words.formats[value] }))} onChange={setFormat} />
          )}
        </Field>
        <Field label={words.reason} required={needsReason} hint={words.reasonHint} error={tried && wrongReason ? words.reasonMissing : undefined}>
          {(props) => <TextArea {...props} rows={2} maxLength={500} value={reason} onChange={setReason} />}
        </Field>
        <ProblemNotice problem={action.problem} />
        <Button type="submit" theme="primary" loading={action.busy}>
          {words.begin}
        </Button>
      </form>
    </Panel>
  );
}
