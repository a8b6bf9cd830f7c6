import { useState } from 'react';
import { AddIcon } from 'tdesign-icons-react';
import { api, call } from '../../api/client';
import type { Account } from '../../api/types';
import { useLoad } from '../../api/use-load';
import { Button } from '../../parts/button';
import { Loading } from '../../parts/loading';
import { PageHeader } from '../../parts/page-header';
import { Pager } from '../../parts/pager';
import { Panel } from '../../parts/panel';
import { ProblemNotice } from '../../parts/problem-notice';
import { RoleGate } from '../../parts/role-gate';
import { useQueryParams } from '../../parts/use-query-params';
import { useWords } from '../../words/words';
import { AccountActs, type Act } from './acts';
import { CreateAccount } from './create-account';
import { EditAccount } from './edit-account';
import { PasswordReady, type FirstPassword } from './password-ready';
import { StaffTable } from './table';

export default function StaffPage() {
  const words = useWords().staff;
  return (
    <RoleGate role="admin" title={words.title}>
      <Staff />
    </RoleGate>
  );
}

function Staff() {
  const words = useWords().staff;
  const [{ after }] = useQueryParams(['after'] as const);
  const { data, problem, loading, reload } = useLoad(
    (signal) => call(api.GET('/api/v1/staff', { params: { query: { after: after || undefined } }, signal })),
    [after],
  );
  const [creating, setCreating] = useState(false);
  const [editing, setEditing] = useState<Account>();
  const [act, setAct] = useState<Act>();
  const [password, setPassword] = useState<FirstPassword>();
  return (
    <>
      <PageHeader
        title={words.title}
        description={words.description}
        actions={<Button icon={<AddIcon />} onClick={() => setCreating(true)}>{words.create}</Button>}
      />
      <Panel flush>
        {problem && <div className="panel__body"><ProblemNotice problem={problem} onRetry={reload} /></div>}
        {!data && loading && <Loading />}
        {data && (
          <>
            <StaffTable staff={data.staff} busy={loading} onEdit={setEditing} onAct={setAct} />
            <Pager shown={data.staff.length} next={data.next} />
          </>
        )}
      </Panel>
      {creating && (
        <CreateAccount
          onClose={() => setCreating(false)}
          onMade={(made) => {
            setCreating(false);
            setPassword(made);
            reload();
          }}
        />
      )}
      {editing && <EditAccount account={editing} onClose={() => setEditing(undefined)} onDone={reload} />}
      {act && <AccountActs act={act} onClose={() => setAct(undefined)} onDone={reload} onPassword={setPassword} />}
      {password && <PasswordReady first={password} onClose={() => setPassword(undefined)} />}
    </>
  );
}
