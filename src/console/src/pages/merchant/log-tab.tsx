import { Link } from 'react-router-dom';
import { api, call } from '../../api/client';
import { useLoad } from '../../api/use-load';
import { DataTable } from '../../parts/data-table';
import { Empty } from '../../parts/empty';
import { Loading } from '../../parts/loading';
import { duration } from '../../parts/numbers';
import { Panel } from '../../parts/panel';
import { ProblemNotice } from '../../parts/problem-notice';
import { OutcomeTag } from '../../parts/tags';
import { Time } from '../../parts/time';
import { wordFor } from '../../words/lookup';
import { useWords, type Words } from '../../words/words';
import { lineOf, selectorText, type RecordLine } from './records';

function reasonOf(line: RecordLine, codes: Words['codes']): string {
  if (line.code) return wordFor(codes.refusal, line.code) ?? line.code;
  if (line.errcode === undefined || line.errcode === 0) return '';
  return `${line.errcode} ${wordFor(codes.errcode, line.errcode) ?? ''}`;
}

// The newest queries; the search behind the link has the rest.
export function LogTab({ appid }: { appid: string }) {
  const { merchants, codes } = useWords();
  const words = merchants.detail;
  const { data, problem, loading, reload } = useLoad(
    (signal) => call(api.GET('/api/v1/audit/records', { params: { query: { merchant: appid, kind: 'query', limit: 25 } }, signal })),
    [appid],
  );
  const all = `/audit?merchant=${encodeURIComponent(appid)}&kind=query`;
  return (
    <Panel title={words.log} note={words.logNote} actions={<Link to={all}>{words.allLog}</Link>} flush>
      {problem && <div className="panel__body"><ProblemNotice problem={problem} onRetry={reload} /></div>}
      {!data && loading && <Loading />}
      {data && (
        <DataTable
          label={words.log}
          rows={data.records.map((record) => ({ record, line: lineOf(record) }))}
          rowKey={({ record }) => record.id}
          busy={loading}
          empty={<Empty title={words.noLog} />}
          columns={[
            { key: 'time', head: words.logColumns.time, width: '180px', cell: ({ record }) => <Time at={record.time} /> },
            {
              key: 'outcome',
              head: words.logColumns.outcome,
              cell: ({ line }) => (
                <span className="row">
                  {line.outcome && <OutcomeTag outcome={line.outcome} />}
                  {line.count !== undefined && line.count > 1 && <span className="quiet">× {line.count}</span>}
                </span>
              ),
            },
            { key: 'selector', head: words.logColumns.selector, cell: ({ line }) => <code>{selectorText(line) || '–'}</code> },
            { key: 'reason', head: words.logColumns.reason, cell: ({ line }) => <span className="quiet">{reasonOf(line, codes) || '–'}</span> },
            {
              key: 'took',
              head: words.logColumns.took,
              align: 'right',
              cell: ({ line }) => <span className="nowrap">{line.us === undefined ? '–' : duration(line.us)}</span>,
            },
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
