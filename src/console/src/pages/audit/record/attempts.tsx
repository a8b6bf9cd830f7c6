import { Empty } from '../../../parts/empty';
import { CopyId } from '../../../parts/copy-id';
import { duration } from '../../../parts/numbers';
import { StateTag } from '../../../parts/tags';
import { wordFor } from '../../../words/lookup';
import { useWords } from '../../../words/words';
import { exactTime, microsecondsBetween } from '../format';
import type { Attempt, RecordView } from './line-view';

// Where the attempt lies within the whole query, in parts of it.
function spanOf(attempt: Attempt, view: RecordView): { offset: number; from: number; part: number } {
  const offset = Math.max(0, microsecondsBetween(view.time, attempt.time));
  const whole = Math.max(view.us ?? 0, offset + attempt.us, 1);
  return { offset, from: Math.min(0.99, offset / whole), part: Math.max(0.01, Math.min(1, attempt.us / whole)) };
}

function Entry({ attempt, n, view }: { attempt: Attempt; n: number; view: RecordView }) {
  const { audit, codes } = useWords();
  const { record } = audit;
  const { offset, from, part } = spanOf(attempt, view);
  const good = attempt.errcode === '0' && !attempt.failure;
  const facts: [string, React.ReactNode][] = [
    [record.started, <span key="time" title={record.offset(duration(offset))}>{exactTime(attempt.time)} <span className="quiet">+{duration(offset)}</span></span>],
    [record.took, duration(attempt.us)],
    [record.host, <code key="host">{attempt.host}</code>],
  ];
  if (attempt.status) facts.push([record.status, attempt.status]);
  if (attempt.errcode) facts.push([record.field.errcode, <span key="errcode"><code>{attempt.errcode}</code> {wordFor(codes.errcode, attempt.errcode)}</span>]);
  if (attempt.failure) facts.push([record.failure, <code key="failure">{attempt.failure}</code>]);
  if (attempt.rid) facts.push([record.field.rid, <CopyId key="rid" text={attempt.rid} />]);
  if (attempt.date) facts.push([record.weixinDate, attempt.date]);
  if (attempt.generation) facts.push([record.generation, attempt.generation]);
  return (
    <li className={good ? 'attempt attempt--good' : 'attempt attempt--bad'}>
      <div className="attempt__head">
        <h3>{record.attempt(n)}</h3>
        <StateTag tone={attempt.sent === 'yes' ? (good ? 'good' : 'warn') : 'plain'}>{record.sentState[attempt.sent]}</StateTag>
      </div>
      <svg className="attempt__span" width="100%" height="8" aria-hidden>
        <rect className="attempt__whole" width="100%" height="8" rx="4" />
        <rect className="attempt__part" x={`${from * 100}%`} width={`${Math.min(part, 1 - from) * 100}%`} height="8" rx="4" />
      </svg>
      <dl className="attempt__facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}

// The calls to WeChat, one after the other.
export function AttemptsSide({ view }: { view: RecordView }) {
  const { record } = useWords().audit;
  if (view.attempts.length === 0) {
    return <Empty title={record.noAttempts} hint={wordFor(record.noAttemptsHint, view.outcome) ?? record.noAttemptsHint.other} />;
  }
  return (
    <>
      {view.us !== undefined && <p className="audit-note">{record.within(duration(view.us))}</p>}
      <ol className="attempts">
        {view.attempts.map((attempt, i) => (
          <Entry key={i} attempt={attempt} n={i + 1} view={view} />
        ))}
      </ol>
    </>
  );
}
