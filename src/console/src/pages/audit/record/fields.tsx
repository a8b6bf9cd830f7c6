import type { FoundRecord } from '../../../api/types';
import { CopyBlock, CopyButton } from '../../../parts/copy-id';
import { duration } from '../../../parts/numbers';
import { localTime, utcTime } from '../../../parts/time-text';
import { at, pretty } from '../../../proof/line';
import { wordFor } from '../../../words/lookup';
import { useWords, type Words } from '../../../words/words';
import { exactTime } from '../format';
import { actionText, kindText } from '../search/results';
import { fieldsOf, sealedDay, type RecordView } from './line-view';

interface Props {
  view: RecordView;
  found: FoundRecord;
  merchants: ReadonlyMap<string, string>;
}

function labelOf(path: string, { record }: Words['audit']): string {
  const known = wordFor(record.field, path);
  if (known) return known;
  const selector = /^selector\.(received|sent)\.(.+)$/.exec(path);
  if (!selector) return path;
  const name = wordFor(record.selector, selector[2]) ?? selector[2]!;
  return selector[1] === 'sent' ? record.sent(name) : record.received(name);
}

// What the value means, where that is not what it says.
function meaningOf(path: string, value: string, words: Words, props: Props): string | undefined {
  const { audit, codes, common } = words;
  switch (path) {
    case 'kind':
      return kindText(value, words);
    case 'time':
      return `${localTime(value).slice(0, 10)} ${exactTime(value)}`;
    case 'merchant':
      return props.merchants.get(value);
    case 'outcome':
      return wordFor(common.outcome, value);
    case 'dialect':
      return wordFor(audit.dialect, value);
    case 'caller.type':
      return wordFor(audit.record.caller, value);
    case 'code':
      return wordFor(codes.refusal, value);
    case 'errcode':
      return wordFor(codes.errcode, value);
    case 'action':
      return actionText(value, words);
    case 'us':
      return duration(Number(value));
    case 'client':
      return props.found.client ?? audit.record.clientGone;
    case 'actor.kind':
      return wordFor(audit.record.actor, value);
    case 'actor.name':
    case 'caller.name':
      return sealedDay(value) && (props.found.person ?? audit.record.personGone);
    default:
      return undefined;
  }
}

// What stands encrypted in the line, while it can be read.
function plainOf(path: string, value: string, { client, person }: FoundRecord): string | undefined {
  if (path === 'client') return client;
  return path.endsWith('.name') && sealedDay(value) ? person : undefined;
}

function Field({ path, value, props }: { path: string; value: string; props: Props }) {
  const words = useWords();
  const { record } = words.audit;
  const label = labelOf(path, words.audit);
  const day = sealedDay(value);
  const meaning = meaningOf(path, value, words, props);
  return (
    <div className="field-row">
      <dt>{label}</dt>
      <dd>
        {meaning && meaning !== value && <span className="field-row__meaning">{meaning}</span>}
        {day ? (
          <span className="quiet" title={record.sealedHint}>
            {record.sealed(day)}
          </span>
        ) : (
          <code className={meaning ? 'quiet' : undefined}>{path === 'time' ? `${utcTime(value)} UTC` : value}</code>
        )}
        <CopyButton text={plainOf(path, value, props.found) ?? value} what={label} />
        <code className="field-row__path">{path}</code>
      </dd>
    </div>
  );
}

export function FieldsSide(props: Props) {
  const { record } = useWords().audit;
  const fields = fieldsOf(props.view.line);
  const details = at(props.view.line, 'details');
  return (
    <div className="stack">
      <dl className="field-rows">
        {fields.map(([path, value]) => (
          <Field key={path} path={path} value={value} props={props} />
        ))}
      </dl>
      {details instanceof Map && details.size > 0 && <CopyBlock text={pretty(details)} what={record.details} label={record.details} />}
      {fields.some(([, value]) => sealedDay(value)) && <p className="audit-note">{record.sealedHint}</p>}
    </div>
  );
}
