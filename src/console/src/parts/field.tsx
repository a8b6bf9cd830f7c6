import { useId, type ReactNode } from 'react';
import { useWords } from '../words/words';

export interface ControlProps {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: boolean;
  'aria-required'?: boolean;
}

interface Props {
  label: string;
  hint?: ReactNode;
  error?: string;
  // 'filter': neither marked as optional nor asked for.
  required?: boolean | 'filter';
  children: (props: ControlProps) => ReactNode;
}

// A label, its control, and what is to be known or is wrong, joined for screen readers.
export function Field({ label, hint, error, required = true, children }: Props) {
  const { common } = useWords();
  const id = useId();
  const note = `${id}-note`;
  return (
    <div className={error ? 'field field--wrong' : 'field'}>
      <label htmlFor={id}>
        {label}
        {!required && <span className="field__optional"> {common.optional}</span>}
      </label>
      {children({
        id,
        'aria-describedby': hint || error ? note : undefined,
        'aria-invalid': error ? true : undefined,
        'aria-required': required === true || undefined,
      })}
      {(hint || error) && (
        <div className="field__note" id={note}>
          {error ?? hint}
        </div>
      )}
    </div>
  );
}
