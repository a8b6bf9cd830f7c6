import { Link } from 'react-router-dom';
import { api, call } from '../../api/client';
import { useLoad } from '../../api/use-load';
import { DataTable } from '../../parts/data-table';
import { Empty } from '../../parts/empty';
import { Loading } from '../../parts/loading';
import { Panel } from '../../parts/panel';
import { ProblemNotice } from '../../parts/problem-notice';
import { Time } from '../../parts/time';
import { wordFor } from '../../words/lookup';
import { useWords } from '../../words/words';
import { detailsText, lineOf } from './records';

const KINDS = 'authorization,admin';

// What happened to the merchant's authorisation, and what staff did.
export function HistoryTab({ appid }: { appid: string }) {
  const { merchants, common, audit } = useWords();
  const words = merchants.detail;
  const { data, problem, loading, reload } = useLoad(
    (signal) => call(api.GET('/api/v1/audit/records', { params: { query: { merchant: appid, kind: KINDS, limit: 100 } }, signal })),
    [appid],
  );
  const all = `/audit?merchant=${encodeURIComponent(appid)}&kind=${KINDS}`;
  return (
    <Panel title={words.history} note={words.historyNote} actions={<Link to={all}>{words.allLog}</Link>} flush>
      {problem && <div className="panel__body"><ProblemNotice problem={problem} onRetry={reload} /></div>}
      {!data && loading && <Loading />}
      {data && (
        <DataTable
          label={words.history}
          rows={data.records.map((record) => ({ record, line: lineOf(record) }))}
          rowKey={({ record }) => record.id}
          busy={loading}
          empty={<Empty title={words.noHistory} />}
          columns={[
            { key: 'time', head: words.logColumns.time, width: '180px', cell: ({ record }) => <Time at={record.time} /> },
            { key: 'action', head: words.logColumns.action, cell: ({ line }) => <span className="nowrap" title={line.action}>{wordFor(audit.action, line.action) ?? line.action}</span> },
            { key: 'actor', head: words.logColumns.actor, cell: ({ record, line }) => record.person ?? wordFor(audit.record.actor, line.actor?.kind) ?? '–' },
            { key: 'details', head: words.logColumns.details, cell: ({ line }) => <span className="details-cell">{detailsText(line, words) || common.none}</span> },
            {
              key: 'record',
              head: words.logColumns.record,
              align: 'right',
              cell: ({ record }) => <Link className="nowrap" to={`/audit/records/${record.id}`} aria-label={`${words.details} ${record.id}`}>{words.details}</Link>,
            },
          ]}
        />
      )}
    </Panel>
  );
}
