import { CloseIcon } from 'tdesign-icons-react';
import { useWords, type Words } from '../../../words/words';
import { FILTER_NAMES, listOf, without, type Filter, type FilterName } from './filter';
import { rangeText } from './range-filter';

interface Props {
  filter: Filter;
  merchants: ReadonlyMap<string, string>;
  onFilter: (filter: Filter) => void;
}

interface Chip {
  names: FilterName[];
  label: string;
  value: string;
}

function textOf(name: FilterName, value: string, { audit, common }: Words, merchants: Props['merchants']): string {
  const named = (words: Record<string, string>): string => listOf(value).map((one) => words[one] ?? one).join(' / ');
  if (name === 'kind') return named(audit.kind);
  if (name === 'outcome') return named(common.outcome);
  if (name === 'dialect') return named(audit.dialect);
  if (name === 'merchant') return merchants.get(value) ?? value;
  return value;
}

function chipsOf(filter: Filter, words: Words, merchants: Props['merchants']): Chip[] {
  const ranged = Boolean(filter.from || filter.to);
  const range: Chip = { names: ['from', 'to'], label: words.audit.search.range, value: rangeText(filter, words.audit.search) };
  const others = FILTER_NAMES.filter((name) => name !== 'from' && name !== 'to' && filter[name]).map((name): Chip => ({
    names: [name],
    label: words.audit.filter[name],
    value: textOf(name, filter[name]!, words, merchants),
  }));
  return ranged ? [range, ...others] : others;
}

// What narrows the search, each to be removed.
export function Chips({ filter, merchants, onFilter }: Props) {
  const words = useWords();
  const { search } = words.audit;
  const chips = chipsOf(filter, words, merchants);
  // The range alone is said by its own button.
  if (chips.every(({ names }) => names.length > 1)) return null;
  return (
    <div className="chips">
      <ul aria-label={search.chips}>
        {chips.map(({ names, label, value }) => (
          <li key={label} className="chip">
            <span className="chip__label">{label}</span>
            <span className="chip__value" title={value}>{value}</span>
            <button type="button" aria-label={search.remove(label)} title={search.remove(label)} onClick={() => onFilter(without(filter, ...names))}>
              <CloseIcon />
            </button>
          </li>
        ))}
      </ul>
      {chips.length > 1 && (
        <button type="button" className="chips__clear" onClick={() => onFilter({})}>
          {search.clear}
        </button>
      )}
    </div>
  );
}
