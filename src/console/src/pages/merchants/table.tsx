import type { ReactNode } from 'react';
import { Link, useNavigate } from 'react-router-dom';
import type { Merchant } from '../../api/types';
import { CopyId } from '../../parts/copy-id';
import { DataTable } from '../../parts/data-table';
import { HealthTag, StateTag } from '../../parts/tags';
import { Time } from '../../parts/time';
import { wordFor } from '../../words/lookup';
import { useWords } from '../../words/words';

const pathOf = (merchant: Merchant) => `/merchants/${encodeURIComponent(merchant.appid)}`;

interface Props {
  merchants: Merchant[];
  busy: boolean;
  empty: ReactNode;
}

export function MerchantTable({ merchants, busy, empty }: Props) {
  const { merchants: words, codes } = useWords();
  const navigate = useNavigate();
  return (
    <DataTable
      label={words.title}
      rows={merchants}
      rowKey={(row) => row.appid}
      busy={busy}
      empty={empty}
      onRow={(row) => navigate(pathOf(row))}
      columns={[
        {
          key: 'merchant',
          head: words.columns.merchant,
          cell: (row) => (
            <span className="two-lines">
              <Link to={pathOf(row)}>{row.name || row.appid}</Link>
              <small><CopyId text={row.appid} /></small>
            </span>
          ),
        },
        {
          key: 'company',
          head: words.columns.company,
          cell: (row) => (
            <span className="two-lines">
              <span>{row.company || '–'}</span>
              <small>{codes.accountKind[row.account_kind]}</small>
            </span>
          ),
        },
        {
          key: 'query',
          head: words.columns.canQuery,
          cell: (row) =>
            row.refusal ? (
              <StateTag tone={row.refusal === 'merchant_suspended' ? 'warn' : 'bad'}>{wordFor(codes.refusal, row.refusal) ?? row.refusal}</StateTag>
            ) : (
              <StateTag tone="good">{words.ready}</StateTag>
            ),
        },
        { key: 'health', head: words.columns.health, cell: (row) => <HealthTag health={row.token.health} /> },
        { key: 'read', head: words.columns.read, cell: (row) => <Time at={row.state_read_at} relative /> },
      ]}
    />
  );
}
