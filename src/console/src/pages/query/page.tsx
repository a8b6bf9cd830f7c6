import { useState } from 'react';
import { api, call } from '../../api/client';
import type { Selector, TriedQuery } from '../../api/types';
import { useAction } from '../../api/use-action';
import { Empty } from '../../parts/empty';
import { parseExact } from '../../parts/exact-json';
import { PageHeader } from '../../parts/page-header';
import { Panel } from '../../parts/panel';
import { ProblemNotice } from '../../parts/problem-notice';
import { RoleGate } from '../../parts/role-gate';
import { QrcodeIcon } from 'tdesign-icons-react';
import { useWords } from '../../words/words';
import { QueryForm, type Asked } from './form';
import { QueryResult } from './result';
import './query.css';

// The answer has ids beyond 2^53, so it is read as text. They are strings then, which is all that a page needs.
async function tryQuery({ appid, selector, reason }: Asked): Promise<TriedQuery> {
  const text = await call(
    api.POST('/api/v1/merchants/{appid}/queries', {
      params: { path: { appid } },
      body: { selector: selector as Selector, reason },
      parseAs: 'text',
    }),
  );
  return parseExact(text) as TriedQuery;
}

export default function QueryPage() {
  const words = useWords().query;
  return (
    <>
      <PageHeader title={words.title} description={words.description} />
      <RoleGate role="operator">
        <QueryDesk />
      </RoleGate>
    </>
  );
}

function QueryDesk() {
  const words = useWords().query;
  const [answer, setAnswer] = useState<{ asked: Asked; tried: TriedQuery }>();
  const ask = useAction(async (asked: Asked) => {
    setAnswer(undefined);
    setAnswer({ asked, tried: await tryQuery(asked) });
  });
  return (
    <div className="query">
      <Panel>
        <QueryForm busy={ask.busy} onAsk={(asked) => void ask.run(asked)} />
      </Panel>
      <div aria-live="polite" className="stack">
        <ProblemNotice problem={ask.problem} />
        {answer && <QueryResult {...answer} />}
        {!answer && !ask.problem && (
          <Panel>
            <Empty icon={<QrcodeIcon />} title={words.idle} />
          </Panel>
        )}
      </div>
    </div>
  );
}
