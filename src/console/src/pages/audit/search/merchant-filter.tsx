import { useEffect, useState } from 'react';
import { api, call } from '../../../api/client';
import { useLoad } from '../../../api/use-load';
import { TextInput } from '../../../parts/text-input';
import { useWords } from '../../../words/words';
import { Disclosure } from '../disclosure';

interface Props {
  value: string | undefined;
  name: string | undefined;
  onChange: (appid: string) => void;
}

const shown = 12;

function useSettled(text: string): string {
  const [settled, setSettled] = useState(text);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text.trim()), 250);
    return () => clearTimeout(timer);
  }, [text]);
  return settled;
}

function MerchantList({ value, onChange, close }: Omit<Props, 'name'> & { close: () => void }) {
  const { audit, common } = useWords();
  const [text, setText] = useState('');
  const search = useSettled(text);
  const { data, problem } = useLoad(
    (signal) => call(api.GET('/api/v1/merchants', { params: { query: { limit: shown, ...(search && { search }) } }, signal })),
    [search],
  );
  const choose = (appid: string): void => {
    close();
    onChange(appid);
  };
  return (
    <div className="merchants">
      <TextInput value={text} onChange={setText} aria-label={common.search} placeholder={common.search} spellCheck={false} autoComplete="off" />
      {problem && <p role="alert">{problem.detail || problem.code}</p>}
      <ul>
        <li>
          <button type="button" aria-pressed={!value} onClick={() => choose('')}>
            {audit.search.anyMerchant}
          </button>
        </li>
        {data?.merchants.map((merchant) => (
          <li key={merchant.appid}>
            <button type="button" aria-pressed={merchant.appid === value} onClick={() => choose(merchant.appid)}>
              <span>{merchant.name}</span>
              <code>{merchant.appid}</code>
            </button>
          </li>
        ))}
      </ul>
      {data?.merchants.length === 0 && <p className="quiet">{common.nothingFound}</p>}
    </div>
  );
}

export function MerchantFilter({ value, name, onChange }: Props) {
  const { audit } = useWords();
  return (
    <Disclosure label={audit.filter.merchant} face={value ? (name ?? value) : audit.search.anyMerchant} active={Boolean(value)}>
      {(close) => <MerchantList value={value} onChange={onChange} close={close} />}
    </Disclosure>
  );
}
