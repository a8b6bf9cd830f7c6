import { useState } from 'react';
import { Link } from 'react-router-dom';
import { Button } from '../../parts/button';
import { AddIcon, MailIcon } from 'tdesign-icons-react';
import { api, call } from '../../api/client';
import { useMay } from '../../api/session';
import type { Invitation } from '../../api/types';
import { useLoad } from '../../api/use-load';
import { ConfirmDanger } from '../../parts/confirm-danger';
import { DataTable, type Column } from '../../parts/data-table';
import { Empty } from '../../parts/empty';
import { Loading } from '../../parts/loading';
import { PageHeader } from '../../parts/page-header';
import { Pager } from '../../parts/pager';
import { Panel } from '../../parts/panel';
import { ProblemNotice } from '../../parts/problem-notice';
import { StateTag, type Tone } from '../../parts/tags';
import { Time } from '../../parts/time';
import { useToast } from '../../parts/toast';
import { useQueryParams } from '../../parts/use-query-params';
import { useWords, type Words } from '../../words/words';
import { InviteDialog } from './invite-dialog';
import { MerchantsNav } from './nav';

const TONE: Record<Invitation['state'], Tone> = { open: 'info', used: 'good', expired: 'plain', revoked: 'plain' };

function columnsOf(words: Words['merchants']['invitations'], revoke?: (invitation: Invitation) => void): Column<Invitation>[] {
  const { columns } = words;
  return [
    { key: 'id', head: columns.id, cell: (row) => row.id },
    { key: 'name', head: columns.name, cell: (row) => row.name || <span className="quiet">{words.unnamed}</span> },
    { key: 'state', head: columns.state, cell: (row) => <StateTag tone={TONE[row.state]}>{words.states[row.state]}</StateTag> },
    { key: 'appid', head: columns.appid, cell: (row) => (row.biz_appid ? <code>{row.biz_appid}</code> : <span className="quiet">{words.any}</span>) },
    { key: 'expires', head: columns.expires, cell: (row) => <Time at={row.expires_at} precision="minute" /> },
    {
      key: 'created',
      head: columns.created,
      cell: (row) => <span className="two-lines"><span>{row.created_by}</span><small><Time at={row.created_at} precision="minute" /></small></span>,
    },
    {
      key: 'used',
      head: columns.used,
      cell: (row) =>
        row.merchant ? (
          <span className="two-lines"><Link className="mono" to={`/merchants/${encodeURIComponent(row.merchant)}`}>{row.merchant}</Link><small><Time at={row.used_at} precision="minute" /></small></span>
        ) : (
          <span className={row.revoked_at && 'two-lines'}>
            {row.revoked_at && <span className="quiet">{words.states.revoked}</span>}
            <small><Time at={row.revoked_at} precision="minute" /></small>
          </span>
        ),
    },
    ...(revoke
      ? [{
          key: 'act',
          head: <span className="off-screen">{words.revoke}</span>,
          align: 'right' as const,
          cell: (row: Invitation) => row.state === 'open' && (
            <Button size="small" variant="outline" theme="danger" onClick={() => revoke(row)}>{words.revoke}</Button>
          ),
        }]
      : []),
  ];
}

export default function InvitationsPage() {
  const { merchants: all } = useWords();
  const words = all.invitations;
  const operator = useMay('operator');
  const toast = useToast();
  const [inviting, setInviting] = useState(false);
  const [revoking, setRevoking] = useState<Invitation>();
  const [{ after }] = useQueryParams(['after'] as const);
  const { data, problem, loading, reload } = useLoad(
    (signal) => call(api.GET('/api/v1/invitations', { params: { query: { after: after || undefined } }, signal })),
    [after],
  );
  const invite = operator && <Button icon={<AddIcon />} onClick={() => setInviting(true)}>{all.invite}</Button>;
  return (
    <>
      <PageHeader title={all.views.invitations} description={words.noneHint} actions={invite} />
      <MerchantsNav />
      <Panel flush>
        {problem && <div className="panel__body"><ProblemNotice problem={problem} onRetry={reload} /></div>}
        {!data && loading && <Loading />}
        {data && (
          <>
            <DataTable
              label={all.views.invitations}
              rows={data.invitations}
              rowKey={(row) => String(row.id)}
              busy={loading}
              empty={<Empty icon={<MailIcon />} title={words.none} hint={words.noneHint} action={invite} />}
              columns={columnsOf(words, operator ? setRevoking : undefined)}
            />
            <Pager shown={data.invitations.length} next={data.next} />
          </>
        )}
      </Panel>
      {inviting && <InviteDialog onClose={() => setInviting(false)} onMade={reload} />}
      <ConfirmDanger
        open={revoking !== undefined}
        title={words.revokeTitle(revoking?.name || String(revoking?.id))}
        consequences={words.revokeWill}
        confirm={words.revoke}
        act={() => call(api.DELETE('/api/v1/invitations/{id}', { params: { path: { id: revoking?.id ?? 0 } } }))}
        onDone={() => {
          toast(words.revoked);
          reload();
        }}
        onClose={() => setRevoking(undefined)}
      />
    </>
  );
}
