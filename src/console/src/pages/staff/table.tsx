import { EllipsisIcon } from 'tdesign-icons-react';
import { useAccount } from '../../api/session';
import type { Account } from '../../api/types';
import { Button } from '../../parts/button';
import { DataTable } from '../../parts/data-table';
import { MenuButton } from '../../parts/menu-button';
import { RoleTag, StateTag } from '../../parts/tags';
import { Time } from '../../parts/time';
import { useWords } from '../../words/words';
import type { Act } from './acts';

function Bounds({ account }: { account: Account }) {
  const words = useWords().staff;
  if (account.role !== 'auditor') return <span className="quiet">–</span>;
  const { merchants = [], first_day: first, last_day: last } = account;
  const days = first && last ? words.days(first, last) : first ? words.from(first) : last ? words.until(last) : '';
  return (
    <span className="two-lines quiet">
      <span title={merchants.join(', ')}>{merchants.length ? words.someMerchants(merchants.length) : words.allMerchants}</span>
      {days && <small>{days}</small>}
    </span>
  );
}

function AccountState({ account }: { account: Account }) {
  const words = useWords().staff.states;
  if (account.disabled_at) return <StateTag tone="plain">{words.disabled}</StateTag>;
  if (account.ends_at && new Date(account.ends_at).getTime() < Date.now()) return <StateTag tone="plain">{words.ended}</StateTag>;
  if (!account.seen_at) return <StateTag tone="info">{words.first}</StateTag>;
  return <StateTag tone="good">{words.active}</StateTag>;
}

interface Props {
  staff: Account[];
  busy: boolean;
  onEdit: (account: Account) => void;
  onAct: (act: Act) => void;
}

export function StaffTable({ staff, busy, onEdit, onAct }: Props) {
  const { staff: words, common } = useWords();
  const me = useAccount().name;
  const { columns } = words;
  const acts = (account: Account) => [
    { key: 'password', text: words.resetPassword, onSelect: () => onAct({ kind: 'password', account }) },
    ...(account.second_factor ? [{ key: 'factor', text: words.resetFactor, onSelect: () => onAct({ kind: 'factor', account }) }] : []),
    account.disabled_at
      ? { key: 'enable', text: words.enable, onSelect: () => onAct({ kind: 'enable', account }) }
      : { key: 'disable', text: words.disable, onSelect: () => onAct({ kind: 'disable', account }) },
  ];
  return (
    <DataTable
      label={words.title}
      rows={staff}
      rowKey={(row) => row.name}
      busy={busy}
      columns={[
        {
          key: 'account',
          head: columns.account,
          cell: (row) => (
            <span className="two-lines">
              <span>{row.full_name || row.name}{row.name === me && <span className="quiet"> ({words.you})</span>}</span>
              <small className="mono">{row.name}</small>
            </span>
          ),
        },
        { key: 'role', head: columns.role, cell: (row) => <RoleTag role={row.role} /> },
        { key: 'bounds', head: columns.bounds, cell: (row) => <Bounds account={row} /> },
        { key: 'factor', head: columns.factor, cell: (row) => (row.second_factor ? words.factorOn : <span className="quiet">{words.factorOff}</span>) },
        { key: 'seen', head: columns.seen, cell: (row) => <Time at={row.seen_at} relative missing={common.never} /> },
        {
          key: 'state',
          head: columns.state,
          cell: (row) => (
            <span className="row">
              <AccountState account={row} />
              {row.ends_at && <small className="quiet">{words.endsAt} <Time at={row.ends_at} precision="day" /></small>}
            </span>
          ),
        },
        {
          key: 'act',
          head: <span className="off-screen">{common.actions}</span>,
          align: 'right',
          // One's own account is changed on one's own page.
          cell: (row) => row.name !== me && (
            <span className="row row--end">
              <Button size="small" variant="outline" onClick={() => onEdit(row)}>{words.edit}</Button>
              <MenuButton label={`${words.more}: ${row.name}`} face={<EllipsisIcon />} items={acts(row)} />
            </span>
          ),
        },
      ]}
    />
  );
}
