import { useEffect, useId, useState, type KeyboardEvent } from 'react';
import { api, call } from '../api/client';
import type { Merchant } from '../api/types';
import { useLoad } from '../api/use-load';
import { useWords } from '../words/words';
import type { ControlProps } from './field';
import { TextInput } from './text-input';

interface Props extends ControlProps {
  appid: string;
  onChange: (appid: string) => void;
}

const faceOf = (merchant: Merchant) => (merchant.name ? `${merchant.name} (${merchant.appid})` : merchant.appid);

// A field that searches merchants while one types: a combobox as the ARIA practices have it.
export function MerchantPicker({ appid, onChange, ...control }: Props) {
  const words = useWords().query;
  const [text, setText] = useState<string>();
  const [search, setSearch] = useState('');
  const [active, setActive] = useState(0);
  const list = useId();
  const open = text !== undefined;

  useEffect(() => {
    const timer = setTimeout(() => setSearch((text ?? '').trim()), text ? 200 : 0);
    return () => clearTimeout(timer);
  }, [text]);

  const chosen = useLoad(
    (signal) => call(api.GET('/api/v1/merchants/{appid}', { params: { path: { appid } }, signal })),
    [appid],
    { when: appid !== '' },
  );
  const found = useLoad(
    (signal) => call(api.GET('/api/v1/merchants', { params: { query: { search: search || undefined, limit: 8 } }, signal })),
    [search],
    { when: open },
  );
  const options = found.data?.merchants ?? [];
  const face = chosen.data?.appid === appid ? faceOf(chosen.data) : appid;

  const take = (merchant: Merchant | undefined) => {
    if (!merchant) return;
    onChange(merchant.appid);
    setText(undefined);
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (!open) setText('');
      else if (options.length) setActive((active + (event.key === 'ArrowDown' ? 1 : options.length - 1)) % options.length);
    } else if (event.key === 'Enter' && open) {
      event.preventDefault();
      take(options[active]);
    } else if (event.key === 'Escape' && open) {
      event.preventDefault();
      setText(undefined);
    }
  };
  return (
    <div className="picker">
      <TextInput
        {...control}
        role="combobox"
        aria-expanded={open}
        aria-controls={list}
        aria-autocomplete="list"
        aria-activedescendant={open && options[active] ? `${list}-${active}` : undefined}
        autoComplete="off"
        spellCheck={false}
        placeholder={words.merchantHint}
        value={text ?? face}
        onChange={(value) => {
          setText(value);
          setActive(0);
        }}
        onFocus={(event) => event.target.select()}
        onClick={() => !open && setText('')}
        onBlur={() => setText(undefined)}
        onKeyDown={onKey}
      />
      <ul className="picker__list" role="listbox" id={list} aria-label={words.merchant} hidden={!open}>
        {options.map((merchant, i) => (
          <li
            key={merchant.appid}
            id={`${list}-${i}`}
            role="option"
            aria-selected={i === active}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => take(merchant)}
            onMouseEnter={() => setActive(i)}
          >
            <span>{merchant.name || merchant.appid}</span>
            <small className="mono">{merchant.appid}</small>
          </li>
        ))}
        {found.data && options.length === 0 && <li role="option" aria-selected={false} aria-disabled>{words.noMerchant}</li>}
      </ul>
    </div>
  );
}
