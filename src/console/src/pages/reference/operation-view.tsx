import { LinkIcon } from 'tdesign-icons-react';
import { CopyBlock } from '../../parts/copy-id';
import { useWords } from '../../words/words';
import { resolve, type Answer, type Contract, type Entry, type Media, type Security } from './contract';
import { callOf, exampleOf } from './example';
import { Prose } from './prose';
import { Meaning, SchemaView, TypeText } from './schema-view';

function Authentication({ security }: { security: Security }) {
  const { reference } = useWords();
  const names = Object.keys(security[0] ?? {});
  const words: Record<string, string> = reference.auths;
  return (
    <p className="quiet">
      {reference.auth}: {names.length === 0 ? reference.auths.none : names.map((name) => words[name] ?? name).join('; ')}
    </p>
  );
}

function Parameters({ contract, entry }: { contract: Contract; entry: Entry }) {
  const { reference } = useWords();
  const parameters = (entry.operation.parameters ?? []).map((parameter) => resolve(contract, parameter));
  if (parameters.length === 0) return null;
  return (
    <>
      <h4>{reference.parameters}</h4>
      <div className="table-frame" tabIndex={0} role="region" aria-label={`${reference.parameters}: ${entry.operation.operationId}`}>
        <table className="table schema">
          <thead>
            <tr>
              <th scope="col">{reference.name}</th>
              <th scope="col">{reference.place}</th>
              <th scope="col">{reference.type}</th>
              <th scope="col">{reference.meaning}</th>
            </tr>
          </thead>
          <tbody>
            {parameters.map((parameter) => (
              <tr key={`${parameter.in}-${parameter.name}`}>
                <td>
                  <code>{parameter.name}</code>
                  {parameter.required && <small>{reference.required}</small>}
                </td>
                <td>{reference.places[parameter.in]}</td>
                <td>
                  <TypeText schema={parameter.schema} />
                </td>
                <td>
                  <Meaning schema={parameter.schema} description={parameter.description} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Content({ contract, content, label, example }: { contract: Contract; content: Record<string, Media>; label: string; example?: boolean }) {
  const { reference } = useWords();
  return Object.entries(content).map(([type, media]) => (
    <div key={type} className="media">
      <p className="quiet">
        <code>{type}</code>
      </p>
      {media.schema && <SchemaView contract={contract} schema={media.schema} label={label} />}
      {Object.entries(media.examples ?? {}).map(([name, { value }]) => (
        <CopyBlock key={name} label={`${reference.example} (${name})`} what={reference.example} text={JSON.stringify(value)} />
      ))}
      {example && media.schema && type.endsWith('json') && (
        <CopyBlock label={reference.example} what={reference.example} text={JSON.stringify(exampleOf(contract, media.schema), null, 2)} />
      )}
    </div>
  ));
}

function AnswerView({ contract, status, answer, label }: { contract: Contract; status: string; answer: Answer; label: string }) {
  const { reference } = useWords();
  const whole = resolve(contract, answer);
  const headers = Object.entries(whole.headers ?? {});
  const good = status.startsWith('2');
  return (
    <details className="answer" open={good}>
      <summary>
        <code className={good ? 'answer__status answer__status--good' : 'answer__status'}>{status === 'default' ? reference.otherwise : status}</code>
        <Prose text={whole.description} />
      </summary>
      <div className="answer__body">
        {headers.length > 0 && (
          <p className="quiet">
            {reference.headers}: {headers.map(([name]) => <code key={name}>{name}</code>)}
          </p>
        )}
        {whole.content && <Content contract={contract} content={whole.content} label={`${label} ${status}`} example={good} />}
      </div>
    </details>
  );
}

export function OperationView({ contract, entry }: { contract: Contract; entry: Entry }) {
  const { reference } = useWords();
  const { method, path, operation } = entry;
  const { operationId: id } = operation;
  return (
    <article className="operation" id={id} aria-labelledby={`${id}-title`}>
      <header>
        <h3 id={`${id}-title`} lang="en">
          {operation.summary}
          <a className="operation__link" href={`#${id}`} aria-label={reference.link(operation.summary)}>
            <LinkIcon />
          </a>
        </h3>
        <p className="operation__path">
          <span className={`method method--${method}`}>{method.toUpperCase()}</span>
          <code>{path}</code>
        </p>
      </header>
      {operation.description && <p><Prose text={operation.description} /></p>}
      <Authentication security={operation.security ?? contract.security} />
      <CopyBlock label={reference.request} what={reference.request} text={callOf(contract, entry)} />
      <Parameters contract={contract} entry={entry} />
      {operation.requestBody && (
        <>
          <h4>{reference.body}</h4>
          {operation.requestBody.description && <p><Prose text={operation.requestBody.description} /></p>}
          <Content contract={contract} content={operation.requestBody.content} label={`${reference.body}: ${id}`} />
        </>
      )}
      <h4>{reference.answers}</h4>
      {Object.entries(operation.responses).map(([status, answer]) => (
        <AnswerView key={status} contract={contract} status={status} answer={answer} label={id} />
      ))}
    </article>
  );
}
