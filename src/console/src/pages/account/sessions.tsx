import { useState } from 'react';
import { api, call } from '../../api/client';
import type { ConsoleSession } from '../../api/types';
import { useLoad } from '../../api/use-load';
import { Button } from '../../parts/button';
import { ConfirmDanger } from '../../parts/confirm-danger';
import { DataTable } from '../../parts/data-table';
import { Loading } from '../../parts/loading';
import { Panel } from '../../parts/panel';
import { ProblemNotice } from '../../parts/problem-notice';
import { StateTag } from '../../parts/tags';
import { Time } from '../../parts/time';
import { useToast } from '../../parts/toast';
import { useWords, type Words } from '../../words/words';
import { deviceOf } from './agents';

function deviceText(agent: string, words: Words['account']['sessions']): string {
  const { browser, system } = deviceOf(agent);
  return browser && system ? words.on(browser, system) : (browser ?? system ?? words.unknownDevice);
}

export function Sessions() {
  const { account, common } = useWords();
  const words = account.sessions;
  const toast = useToast();
  const { data, problem, loading, reload } = useLoad((signal) => call(api.GET('/api/v1/me/sessions', { signal })), []);
  const [ending, setEnding] = useState<ConsoleSession | 'others'>();
  const others = data?.sessions.some((session) => !session.current);
  const all = ending === 'others';
  return (
    <Panel
      title={words.title}
      note={words.note}
      actions={others && <Button variant="outline" onClick={() => setEnding('others')}>{words.endAll}</Button>}
      flush
    >
      {problem && <div className="panel__body"><ProblemNotice problem={problem} onRetry={reload} /></div>}
      {!data && loading && <Loading rows={3} />}
      {data && (
        <DataTable
          label={words.title}
          rows={data.sessions}
          rowKey={(row) => String(row.id)}
          busy={loading}
          columns={[
            {
              key: 'device',
              head: words.columns.device,
              cell: (row) => (
                <span className="row">
                  <span title={row.agent}>{deviceText(row.agent, words)}</span>
                  {row.current && <StateTag tone="good">{words.current}</StateTag>}
                </span>
              ),
            },
            { key: 'client', head: words.columns.client, cell: (row) => <code>{row.client}</code> },
            { key: 'started', head: words.columns.started, cell: (row) => <Time at={row.created_at} precision="minute" /> },
            { key: 'seen', head: words.columns.seen, cell: (row) => <Time at={row.seen_at} relative /> },
            {
              key: 'act',
              head: <span className="off-screen">{common.actions}</span>,
              align: 'right',
              cell: (row) => !row.current && <Button size="small" variant="outline" onClick={() => setEnding(row)}>{words.end}</Button>,
            },
          ]}
        />
      )}
      <ConfirmDanger
        open={ending !== undefined}
        title={all ? words.endAllTitle : words.endTitle}
        consequences={all ? words.endAllWill : words.endWill}
        confirm={all ? words.endAll : words.end}
        act={() =>
          ending === 'others' || ending === undefined
            ? call(api.DELETE('/api/v1/me/sessions'))
            : call(api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id: ending.id } } }))
        }
        onDone={() => {
          toast(words.ended);
          reload();
        }}
        onClose={() => setEnding(undefined)}
      />
    </Panel>
  );
}
