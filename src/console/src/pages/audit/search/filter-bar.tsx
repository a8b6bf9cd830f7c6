import { useState } from 'react';
import { FilterIcon, RefreshIcon } from 'tdesign-icons-react';
import { useAccount } from '../../../api/session';
import { Button } from '../../../parts/button';
import { TextInput } from '../../../parts/text-input';
import { useWords } from '../../../words/words';
import { ChoiceFilter } from './choice-filter';
import { Chips } from './chips';
import { KINDS, OUTCOMES, type Filter } from './filter';
import { FindBox } from './find-box';
import { MerchantFilter } from './merchant-filter';
import { MoreFilters } from './more-filters';
import { RangeFilter } from './range-filter';
import type { Guess } from './recognise';

interface Props {
  filter: Filter;
  merchants: ReadonlyMap<string, string>;
  busy: boolean;
  reason: string;
  onReason: (reason: string) => void;
  onFilter: (filter: Filter) => void;
  onRecord: (id: string) => void;
  onAgain: () => void;
}

// What an id finds does not depend on when it was: the range goes.
const found = (filter: Filter, { name, value }: Guess): Filter =>
  name === 'request' || name === 'rid' ? { [name]: value } : { ...filter, [name]: value };

export function FilterBar({ filter, merchants, busy, reason, onReason, onFilter, onRecord, onAgain }: Props) {
  const { audit, common } = useWords();
  const words = audit.search;
  const auditor = useAccount().role === 'auditor';
  const [more, setMore] = useState(false);
  const put = (patch: Filter): void => onFilter({ ...filter, ...patch });
  return (
    <section className="panel filter-bar">
      <div className="filter-bar__line">
        <RangeFilter filter={filter} onFilter={onFilter} />
        <MerchantFilter
          value={filter.merchant}
          name={filter.merchant && merchants.get(filter.merchant)}
          onChange={(merchant) => put({ merchant })}
        />
        <ChoiceFilter
          label={audit.filter.outcome}
          all={words.anyOutcome}
          many={words.chosen}
          value={filter.outcome}
          options={OUTCOMES}
          text={(option) => common.outcome[option]}
          onChange={(outcome) => put({ outcome })}
        />
        <ChoiceFilter
          label={audit.filter.kind}
          all={words.anyKind}
          many={words.chosen}
          value={filter.kind}
          options={KINDS}
          text={(option) => audit.kind[option]}
          onChange={(kind) => put({ kind })}
        />
        <FindBox onFind={(guess) => (guess.name === 'record' ? onRecord(guess.value) : onFilter(found(filter, guess)))} />
        <Button variant="outline" icon={<FilterIcon />} aria-expanded={more} onClick={() => setMore(!more)}>
          {words.more}
        </Button>
        <Button variant="outline" shape="square" icon={<RefreshIcon />} aria-label={words.again} title={words.again} disabled={busy} onClick={onAgain} />
      </div>
      {auditor && (
        <label className="filter-bar__reason">
          <span>{words.reason}</span>
          <TextInput value={reason} maxLength={500} placeholder={words.reasonHint} onChange={onReason} />
        </label>
      )}
      {more && (
        <MoreFilters key={JSON.stringify(filter)} filter={filter} onFilter={onFilter} onClose={() => setMore(false)} />
      )}
      <Chips filter={filter} merchants={merchants} onFilter={onFilter} />
    </section>
  );
}
