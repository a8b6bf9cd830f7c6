import { useEffect, useState } from 'react';
import type { TokenHealth } from '../../api/types';
import { Field } from '../../parts/field';
import { Select, TextInput } from '../../parts/text-input';
import { useQueryParams } from '../../parts/use-query-params';
import { useWords } from '../../words/words';

const HEALTHS: TokenHealth[] = ['healthy', 'refreshing', 'failing', 'needs_reauthorization', 'missing'];
const STATES = ['ready', 'suspended', 'not_authorized', 'not_permitted'] as const;

// The search is taken over once typing pauses; it replaces the entry in the history, so that back leaves the page.
export function MerchantFilters() {
  const { merchants: words, common } = useWords();
  const [filter, setFilter] = useQueryParams(['search', 'state', 'health'] as const);
  const [search, setSearch] = useState(filter.search);
  useEffect(() => setSearch(filter.search), [filter.search]);
  useEffect(() => {
    if (search.trim() === filter.search) return;
    const timer = setTimeout(() => setFilter({ search: search.trim() }, { replace: true }), 300);
    return () => clearTimeout(timer);
  }, [search, filter.search, setFilter]);
  return (
    <div className="filters" role="search">
      <div className="field--wide">
        <Field label={words.searchLabel} required="filter">
          {(props) => <TextInput {...props} type="search" placeholder={words.searchHint} value={search} onChange={setSearch} />}
        </Field>
      </div>
      <Field label={words.state} required="filter">
        {(props) => (
          <Select
            {...props}
            value={filter.state}
            onChange={(state) => setFilter({ state })}
            options={[{ value: '', text: common.all }, ...STATES.map((value) => ({ value, text: words.states[value] }))]}
          />
        )}
      </Field>
      <Field label={words.columns.health} required="filter">
        {(props) => (
          <Select
            {...props}
            value={filter.health}
            onChange={(health) => setFilter({ health })}
            options={[{ value: '', text: common.all }, ...HEALTHS.map((value) => ({ value, text: common.health[value] }))]}
          />
        )}
      </Field>
    </div>
  );
}
