// TDesign's look on the plain elements: these take every ARIA attribute.
import { forwardRef, useState, type InputHTMLAttributes, type SelectHTMLAttributes, type TextareaHTMLAttributes } from 'react';
import { BrowseIcon, BrowseOffIcon } from 'tdesign-icons-react';
import { useWords } from '../words/words';

type InputProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'onChange'> & {
  value: string;
  onChange: (value: string) => void;
};

export const TextInput = forwardRef<HTMLInputElement, InputProps>(function TextInput({ onChange, className, ...rest }, ref) {
  return <input ref={ref} {...rest} className={`control ${className ?? ''}`} onChange={(event) => onChange(event.target.value)} />;
});

export const PasswordInput = forwardRef<HTMLInputElement, InputProps>(function PasswordInput(props, ref) {
  const { common } = useWords();
  const [seen, setSeen] = useState(false);
  return (
    <div className="control-with-button">
      <TextInput ref={ref} {...props} type={seen ? 'text' : 'password'} />
      <button
        type="button"
        className="icon-button"
        aria-label={seen ? common.hidePassword : common.showPassword}
        aria-pressed={seen}
        onClick={() => setSeen(!seen)}
      >
        {seen ? <BrowseIcon /> : <BrowseOffIcon />}
      </button>
    </div>
  );
});

type AreaProps = Omit<TextareaHTMLAttributes<HTMLTextAreaElement>, 'onChange'> & {
  value: string;
  onChange: (value: string) => void;
};

export function TextArea({ onChange, className, ...rest }: AreaProps) {
  return <textarea {...rest} className={`control control--area ${className ?? ''}`} onChange={(event) => onChange(event.target.value)} />;
}

type SelectProps<V extends string> = Omit<SelectHTMLAttributes<HTMLSelectElement>, 'onChange' | 'value'> & {
  value: V;
  options: readonly { value: V; text: string }[];
  onChange: (value: V) => void;
};

export function Select<V extends string>({ options, onChange, className, ...rest }: SelectProps<V>) {
  return (
    <select {...rest} className={`control control--select ${className ?? ''}`} onChange={(event) => onChange(event.target.value as V)}>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.text}
        </option>
      ))}
    </select>
  );
}
