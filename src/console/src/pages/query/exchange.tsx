import { parseExact } from '../../parts/exact-json';
import { at, pretty, tryJson, type Json } from '../../proof/line';
import { localTime, utcTime } from '../../parts/time-text';
import { wordFor } from '../../words/lookup';
import { useWords } from '../../words/words';
import type { AskedSelector } from './form';

interface Attempt {
  host?: string;
  time?: string;
  us?: number;
  errcode?: number;
  status?: number;
  failure?: string;
  generation?: number;
}

function attemptsOf(line: string): Attempt[] {
  try {
    return (parseExact(line) as { attempts?: Attempt[] }).attempts ?? [];
  } catch {
    return [];
  }
}

// JSON indented, its numbers as they were sent; text that is none as it is.
function shown(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  const json = typeof value === 'string' ? tryJson(value) : value;
  return json === undefined ? String(value) : pretty(json);
}

// From the record's line, which never has the token: what was sent, every attempt, and what came back.
export function Exchange({ line, selector }: { line: string | undefined; selector: AskedSelector }) {
  const { query, codes } = useWords();
  const words = query.result;
  const attempts = attemptsOf(line ?? '');
  if (attempts.length === 0) return <p className="quiet">{words.noExchange}</p>;
  const host = attempts.at(-1)?.host ?? 'api.weixin.qq.com';
  const record = tryJson(line ?? '');
  const sent = shown(at(record, 'selector', 'sent')) ?? JSON.stringify(selector, null, 2);
  const answer = shown(at(record, 'reply'));
  return (
    <div className="stack">
      <ol className="attempts">
        {attempts.map((attempt, i) => (
          <li key={i}>
            <span className="attempts__name">{words.attempt(i + 1)}</span>
            {attempt.time && <time dateTime={attempt.time} title={`UTC ${utcTime(attempt.time)}`}>{localTime(attempt.time).slice(11)}</time>}
            {attempt.us !== undefined && <span>{(attempt.us / 1000).toFixed(1)} ms</span>}
            <span>
              {attempt.status !== undefined && <code>HTTP {attempt.status}</code>}{' '}
              {attempt.errcode !== undefined && <><code>errcode {attempt.errcode}</code> {wordFor(codes.errcode, attempt.errcode)}</>}
              {attempt.failure}
            </span>
            {attempt.generation !== undefined && <span className="quiet">{words.generation(String(attempt.generation))}</span>}
          </li>
        ))}
      </ol>
      <div className="exchange">
        <div>
          <h3>{words.request}</h3>
          <pre tabIndex={0}>{`POST https://${host}/intp/marketcode/codeactivequery?access_token=••••••\n\n${sent}`}</pre>
        </div>
        <div>
          <h3>{words.response}</h3>
          {answer === undefined ? <p className="quiet">{words.noAnswer}</p> : <pre tabIndex={0}>{answer}</pre>}
        </div>
      </div>
    </div>
  );
}
