import { useState } from 'react';
import { AddIcon, KeyIcon } from 'tdesign-icons-react';
import { api, call } from '../../api/client';
import type { AccessToken } from '../../api/types';
import { useLoad } from '../../api/use-load';
import { Button } from '../../parts/button';
import { ConfirmDanger } from '../../parts/confirm-danger';
import { CopyBlock } from '../../parts/copy-id';
import { DataTable } from '../../parts/data-table';
import { Empty } from '../../parts/empty';
import { Loading } from '../../parts/loading';
import { Panel } from '../../parts/panel';
import { ProblemNotice } from '../../parts/problem-notice';
import { ShownOnce } from '../../parts/shown-once';
import { Time } from '../../parts/time';
import { useToast } from '../../parts/toast';
import { useWords } from '../../words/words';
import { CreateToken } from './create-token';

export function Tokens() {
  const { account, common } = useWords();
  const words = account.tokens;
  const toast = useToast();
  const { data, problem, loading, reload } = useLoad((signal) => call(api.GET('/api/v1/me/tokens', { signal })), []);
  const [creating, setCreating] = useState(false);
  const [made, setMade] = useState<string>();
  const [revoking, setRevoking] = useState<AccessToken>();
  const create = <Button variant="outline" icon={<AddIcon />} onClick={() => setCreating(true)}>{words.create}</Button>;
  return (
    <Panel title={words.title} note={words.note} actions={data && data.tokens.length > 0 && create} flush>
      {problem && <div className="panel__body"><ProblemNotice problem={problem} onRetry={reload} /></div>}
      {!data && loading && <Loading rows={3} />}
      {data && (
        <DataTable
          label={words.title}
          rows={data.tokens}
          rowKey={(row) => String(row.id)}
          busy={loading}
          empty={<Empty icon={<KeyIcon />} title={words.none} action={create} />}
          columns={[
            { key: 'name', head: words.columns.name, cell: (row) => row.name },
            { key: 'scope', head: words.columns.scope, cell: (row) => words.scopes[row.scope] },
            { key: 'used', head: words.columns.used, cell: (row) => <Time at={row.used_at} relative missing={common.never} /> },
            { key: 'expires', head: words.columns.expires, cell: (row) => <Time at={row.expires_at} precision="day" /> },
            { key: 'created', head: words.columns.created, cell: (row) => <Time at={row.created_at} precision="day" /> },
            {
              key: 'act',
              head: <span className="off-screen">{common.actions}</span>,
              align: 'right',
              cell: (row) => <Button size="small" variant="outline" theme="danger" onClick={() => setRevoking(row)}>{words.revoke}</Button>,
            },
          ]}
        />
      )}
      {creating && (
        <CreateToken
          onClose={() => setCreating(false)}
          onMade={(token) => {
            setCreating(false);
            setMade(token);
            reload();
          }}
        />
      )}
      {made && (
        <ShownOnce title={words.madeTitle} warning={words.once} done={words.saved} onDone={() => setMade(undefined)}>
          <CopyBlock label={words.token} what={words.token} text={made} />
          <CopyBlock label={words.example} what={words.example} text={`curl ${location.origin}/api/v1/merchants \\\n  -H 'Authorization: Bearer ${made}'`} />
        </ShownOnce>
      )}
      <ConfirmDanger
        open={revoking !== undefined}
        title={words.revokeTitle(revoking?.name ?? '')}
        consequences={words.revokeWill}
        confirm={words.revoke}
        act={() => call(api.DELETE('/api/v1/me/tokens/{id}', { params: { path: { id: revoking?.id ?? 0 } } }))}
        onDone={() => {
          toast(words.revoked);
          reload();
        }}
        onClose={() => setRevoking(undefined)}
      />
    </Panel>
  );
}
