import { Disclosure } from '../disclosure';
import { listOf } from './filter';

interface Props<V extends string> {
  label: string;
  // What is said when nothing is chosen, and how many are.
  all: string;
  many: (n: number) => string;
  value: string | undefined;
  options: readonly V[];
  text: (option: V) => string;
  onChange: (value: string) => void;
}

// Some of a few values; in the address with commas between.
export function ChoiceFilter<V extends string>({ label, all, many, value, options, text, onChange }: Props<V>) {
  const chosen = listOf(value);
  const known = options.filter((option) => chosen.includes(option));
  const face = known.length === 0 ? all : known.length === 1 ? text(known[0]!) : many(known.length);
  const toggle = (option: V): void => {
    onChange(options.filter((other) => (other === option) !== chosen.includes(other)).join());
  };
  return (
    <Disclosure label={label} face={face} active={chosen.length > 0}>
      {() => (
        <div className="choices">
          {options.map((option) => (
            <label key={option} className="choice">
              <input type="checkbox" checked={chosen.includes(option)} onChange={() => toggle(option)} />
              {text(option)}
            </label>
          ))}
        </div>
      )}
    </Disclosure>
  );
}
