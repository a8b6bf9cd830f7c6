import { useAccount, useSession } from '../../api/session';
import { PageHeader } from '../../parts/page-header';
import { Facts, Panel } from '../../parts/panel';
import { PasswordForm } from '../../parts/password-form';
import { RoleTag } from '../../parts/tags';
import { Time } from '../../parts/time';
import { useToast } from '../../parts/toast';
import { useWords } from '../../words/words';
import { SecondFactor } from './second-factor';
import { Sessions } from './sessions';
import { Tokens } from './tokens';
import './account.css';

export default function AccountPage() {
  const { account: words, shell } = useWords();
  const account = useAccount();
  const { ask } = useSession();
  const toast = useToast();
  return (
    <>
      <PageHeader title={words.title} />
      <div className="stack">
        <Panel title={words.profile}>
          <Facts
            facts={[
              { name: words.name, value: <code>{account.name}</code> },
              { name: words.fullName, value: account.full_name || '–' },
              { name: words.role, value: <RoleTag role={account.role} /> },
              { name: words.since, value: <Time at={account.created_at} precision="minute" /> },
              ...(account.ends_at ? [{ name: words.ends, value: <Time at={account.ends_at} precision="minute" /> }] : []),
            ]}
          />
        </Panel>
        <div className="account-pair">
          <Panel title={words.password}>
            <PasswordForm
              onChanged={async () => {
                toast(shell.password.changed);
                await ask();
              }}
            />
          </Panel>
          <SecondFactor />
        </div>
        <Sessions />
        <Tokens />
      </div>
    </>
  );
}
