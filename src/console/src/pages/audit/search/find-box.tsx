import { useId, useState, type FormEvent } from 'react';
import { SearchIcon } from 'tdesign-icons-react';
import { TextInput } from '../../../parts/text-input';
import { useWords } from '../../../words/words';
import { recognise, type Guess } from './recognise';

// One field for every id and code there is. What it may be is said below; Enter takes the first.
export function FindBox({ onFind }: { onFind: (guess: Guess) => void }) {
  const { audit } = useWords();
  const words = audit.search;
  const [text, setText] = useState('');
  const id = useId();
  const guesses = recognise(text);
  const take = (guess: Guess | undefined): void => {
    if (!guess) return;
    setText('');
    onFind(guess);
  };
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    take(guesses[0]);
  };
  return (
    <form className="find" role="search" onSubmit={submit}>
      <SearchIcon className="find__icon" />
      <TextInput
        value={text}
        onChange={setText}
        aria-label={words.find}
        aria-describedby={guesses.length > 0 ? id : undefined}
        placeholder={words.findHint}
        spellCheck={false}
        autoComplete="off"
        maxLength={300}
        onKeyDown={(event) => event.key === 'Escape' && setText('')}
      />
      {guesses.length > 0 && (
        <div className="find__guesses" id={id} role="group" aria-label={words.guesses}>
          {guesses.map((guess, i) => (
            <button key={guess.name} type="button" className={i === 0 ? 'find__guess find__guess--first' : 'find__guess'} onClick={() => take(guess)}>
              <span>{words.findAs(audit.filter[guess.name])}</span>
              <code>{guess.value}</code>
              {i === 0 && <kbd>Enter</kbd>}
            </button>
          ))}
        </div>
      )}
    </form>
  );
}
