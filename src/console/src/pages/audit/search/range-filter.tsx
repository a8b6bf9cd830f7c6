import { useState, type FormEvent } from 'react';
import { Button } from '../../../parts/button';
import { Field } from '../../../parts/field';
import { TextInput } from '../../../parts/text-input';
import { localTime } from '../../../parts/time-text';
import { useWords, type Words } from '../../../words/words';
import { Disclosure } from '../disclosure';
import type { Filter } from './filter';
import { QUICK_RANGES, momentOf, quickOf, quickRange, toUtc } from './range';

interface Props {
  filter: Filter;
  onFilter: (filter: Filter) => void;
}

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

export function rangeText(filter: Filter, words: Words['audit']['search']): string {
  const quick = quickOf(filter, Date.now());
  if (quick) return `${words.quick} ${words.ranges[quick]}`;
  const from = momentOf(filter.from);
  const to = momentOf(filter.to);
  if (from === undefined && to === undefined) return filter.from || filter.to ? `${filter.from ?? ''} – ${filter.to ?? ''}` : words.anyTime;
  const text = (at: number | undefined, otherwise: string): string => (at === undefined ? otherwise : localTime(new Date(at), 'minute'));
  return `${text(from, '…')} – ${text(to, words.untilNow)}`;
}

// What <input type="datetime-local"> takes: the user's zone.
const toLocal = (text: string | undefined): string => {
  const at = momentOf(text);
  return at === undefined ? '' : localTime(new Date(at), 'minute').replace(' ', 'T');
};

function CustomRange({ filter, onFilter, close }: Props & { close: () => void }) {
  const { audit } = useWords();
  const words = audit.search;
  const [from, setFrom] = useState(toLocal(filter.from));
  const [to, setTo] = useState(toLocal(filter.to));
  const wrong = from !== '' && to !== '' && to <= from;
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (wrong) return;
    const utc = (text: string): string => (text === '' ? '' : toUtc(new Date(text).getTime()));
    close();
    onFilter({ ...filter, from: utc(from), to: utc(to) });
  };
  return (
    <form className="range__custom" onSubmit={submit}>
      <Field label={audit.filter.from}>
        {(props) => <TextInput {...props} aria-required={undefined} type="datetime-local" value={from} onChange={setFrom} />}
      </Field>
      <Field label={audit.filter.to} error={wrong ? words.wrongRange : undefined} hint={words.zone(zone)}>
        {(props) => <TextInput {...props} aria-required={undefined} type="datetime-local" value={to} onChange={setTo} />}
      </Field>
      <Button type="submit" theme="primary" disabled={wrong}>
        {words.apply}
      </Button>
    </form>
  );
}

export function RangeFilter({ filter, onFilter }: Props) {
  const words = useWords().audit.search;
  const chosen = quickOf(filter, Date.now());
  return (
    <Disclosure label={words.range} face={rangeText(filter, words)}>
      {(close) => (
        <div className="range">
          <div className="range__quick" role="group" aria-label={words.quick}>
            {QUICK_RANGES.map((range) => (
              <button
                key={range}
                type="button"
                className="range__button"
                aria-pressed={range === chosen}
                onClick={() => {
                  close();
                  onFilter({ ...filter, to: '', ...quickRange(range, Date.now()) });
                }}
              >
                {words.ranges[range]}
              </button>
            ))}
          </div>
          <CustomRange filter={filter} onFilter={onFilter} close={close} />
        </div>
      )}
    </Disclosure>
  );
}
