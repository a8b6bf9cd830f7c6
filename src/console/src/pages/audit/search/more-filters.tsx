import { useState, type FormEvent } from 'react';
import { Button } from '../../../parts/button';
import { Field } from '../../../parts/field';
import { Select, TextInput } from '../../../parts/text-input';
import { useWords } from '../../../words/words';
import { DIALECTS, isWellFormed, without, type Filter, type FilterName } from './filter';

interface Props {
  filter: Filter;
  onFilter: (filter: Filter) => void;
  onClose: () => void;
}

const TEXTS = [
  'application', 'index', 'code', 'code_url', 'title', 'brand', 'activity', 'key', 'client', 'refusal', 'errcode', 'rid', 'request', 'record',
] as const satisfies readonly FilterName[];

export function MoreFilters({ filter, onFilter, onClose }: Props) {
  const { audit, common } = useWords();
  const [draft, setDraft] = useState(filter);
  const [tried, setTried] = useState(false);
  const valueOf = (name: FilterName): string => draft[name] ?? '';
  const hints: Partial<Record<FilterName, string>> = {
    ...audit.hint, index: valueOf('application') ? audit.hint.index : audit.hint.indexNeeds, title: audit.hint.prefix, brand: audit.hint.prefix, activity: audit.hint.prefix,
  };
  const put = (name: FilterName, value: string): void => setDraft((old) => ({ ...old, [name]: value }));
  const isWrong = (name: FilterName): boolean => valueOf(name).trim() !== '' && !isWellFormed(name, valueOf(name).trim());
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    setTried(true);
    if (TEXTS.some(isWrong)) return;
    onFilter(without(draft));
    onClose();
  };
  return (
    <form className="more-filters" onSubmit={submit} aria-label={audit.search.more}>
      <div className="more-filters__grid">
        <Field label={audit.filter.dialect}>
          {(props) => (
            <Select
              {...props}
              aria-required={undefined}
              value={valueOf('dialect')}
              options={[{ value: '', text: audit.search.any }, ...DIALECTS.map((value) => ({ value, text: audit.dialect[value] }))]}
              onChange={(value) => put('dialect', value)}
            />
          )}
        </Field>
        {TEXTS.map((name) => (
          <Field key={name} label={audit.filter[name]} hint={hints[name]} error={tried && isWrong(name) ? audit.hint.malformed : undefined}>
            {(props) => (
              <TextInput
                {...props}
                aria-required={undefined}
                value={valueOf(name)}
                disabled={name === 'index' && !valueOf('application')}
                spellCheck={false}
                autoComplete="off"
                onChange={(value) => put(name, value)}
              />
            )}
          </Field>
        ))}
      </div>
      <div className="row">
        <Button type="submit" theme="primary">
          {common.search}
        </Button>
        <Button variant="text" onClick={onClose}>
          {common.cancel}
        </Button>
      </div>
    </form>
  );
}
