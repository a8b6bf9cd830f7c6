import { useEffect, useMemo, useState } from 'react';
import { useLocation } from 'react-router-dom';
import document_ from '../../../../api/openapi.yaml';
import { Empty } from '../../parts/empty';
import { PageHeader } from '../../parts/page-header';
import { TextInput } from '../../parts/text-input';
import { useWords } from '../../words/words';
import { entriesOf, isConsole, namedSchemas, type Contract, type Entry, type Group } from './contract';
import { OperationView } from './operation-view';
import { NamedSchema } from './schema-view';
import './reference.css';

const contract = document_ as Contract;
const groups = entriesOf(contract);
const schemas = namedSchemas(contract);

function matching(text: string): [Group, Entry[]][] {
  const wanted = text.trim().toLowerCase();
  const fits = ({ method, path, operation }: Entry): boolean =>
    `${method} ${path} ${operation.operationId} ${operation.summary}`.toLowerCase().includes(wanted);
  return [...groups].map(([group, entries]): [Group, Entry[]] => [group, entries.filter(fits)]).filter(([, entries]) => entries.length > 0);
}

function Contents({ found, text, onText }: { found: [Group, Entry[]][]; text: string; onText: (text: string) => void }) {
  const { reference } = useWords();
  return (
    <nav className="contents" aria-label={reference.contents}>
      <TextInput type="search" value={text} onChange={onText} aria-label={reference.find} placeholder={reference.find} spellCheck={false} />
      {found.length === 0 && <p className="quiet">{reference.nothing}</p>}
      {found.map(([group, entries]) => (
        <section key={group}>
          <h2>{reference.group[group]}</h2>
          <ul>
            {entries.map(({ method, operation }) => (
              <li key={operation.operationId}>
                <a href={`#${operation.operationId}`}>
                  <span className={`method method--${method}`}>{method === 'delete' ? 'DEL' : method.toUpperCase()}</span>
                  <span lang="en">{operation.summary}</span>
                </a>
              </li>
            ))}
          </ul>
        </section>
      ))}
      {text === '' && (
        <section>
          <h2>
            <a href="#schemas">{reference.schemas}</a>
          </h2>
        </section>
      )}
    </nav>
  );
}

export default function ReferencePage() {
  const { reference } = useWords();
  const { hash } = useLocation();
  const [text, setText] = useState('');
  const found = useMemo(() => matching(text), [text]);

  // The browser looked for the anchor before the page was there.
  useEffect(() => {
    if (hash) document.getElementById(decodeURIComponent(hash.slice(1)))?.scrollIntoView();
  }, [hash]);

  const listeners = [false, true].map((console) => ({
    name: console ? ('console' as const) : ('public' as const),
    groups: found.filter(([, entries]) => isConsole(entries[0]?.path ?? '') === console),
  }));
  return (
    <>
      <PageHeader title={reference.title} description={reference.description} />
      <div className="reference">
        <Contents found={found} text={text} onText={setText} />
        <div className="stack">
          {found.length === 0 && <Empty title={reference.nothing} />}
          {listeners.map(({ name, groups: shown }) =>
            shown.length === 0 ? null : (
              <section key={name} className="listener" aria-label={reference.listener[name]}>
                <h2>{reference.listener[name]}</h2>
                <p className="quiet">{reference.listenerText[name]}</p>
                {shown.flatMap(([, entries]) => entries.map((entry) => <OperationView key={entry.operation.operationId} contract={contract} entry={entry} />))}
              </section>
            ),
          )}
          {text === '' && (
            <section className="listener" id="schemas" aria-label={reference.schemas}>
              <h2>{reference.schemas}</h2>
              {schemas.map((name) => (
                <NamedSchema key={name} contract={contract} name={name} />
              ))}
            </section>
          )}
        </div>
      </div>
    </>
  );
}
