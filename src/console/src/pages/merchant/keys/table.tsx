import type { ReactNode } from 'react';
import { Button } from '../../../parts/button';
import type { ApiKey } from '../../../api/types';
import { CopyId } from '../../../parts/copy-id';
import { DataTable, type Column } from '../../../parts/data-table';
import { isSoon } from '../../../parts/days';
import { StateTag, type Tone } from '../../../parts/tags';
import { Time } from '../../../parts/time';
import { useWords } from '../../../words/words';

const TONE: Record<ApiKey['state'], Tone> = { active: 'good', expired: 'plain', revoked: 'plain' };

interface Props {
  keys: ApiKey[];
  busy: boolean;
  empty: ReactNode;
  onRotate?: (key: ApiKey) => void;
  onRevoke?: (key: ApiKey) => void;
}

export function KeyTable({ keys, busy, empty, onRotate, onRevoke }: Props) {
  const { merchants, keys: words, common } = useWords();
  const { columns } = words;
  const acts: Column<ApiKey>[] = onRotate && onRevoke
    ? [{
        key: 'act',
        head: <span className="off-screen">{common.actions}</span>,
        align: 'right',
        cell: (row) => row.state === 'active' && (
          <span className="row row--end">
            <Button size="small" variant="outline" onClick={() => onRotate(row)}>{words.rotate}</Button>
            <Button size="small" variant="outline" theme="danger" onClick={() => onRevoke(row)}>{words.revoke}</Button>
          </span>
        ),
      }]
    : [];
  return (
    <DataTable
      label={merchants.detail.tabs.keys}
      rows={keys}
      rowKey={(row) => row.key_id}
      busy={busy}
      empty={empty}
      columns={[
        {
          key: 'name',
          head: columns.name,
          cell: (row) => (
            <span className="key-names">
              <span>{row.name}</span>
              <small className="quiet">{row.created_by} · <Time at={row.created_at} precision="day" /></small>
              {row.allow_in_url && <StateTag tone="warn">{words.inUrl}</StateTag>}
            </span>
          ),
        },
        { key: 'id', head: columns.id, cell: (row) => <CopyId text={row.key_id} /> },
        {
          key: 'state',
          head: columns.state,
          cell: (row) => {
            const ending = row.state === 'active' && isSoon(row.expires_at, 14);
            return <StateTag tone={ending ? 'warn' : TONE[row.state]}>{ending ? words.endsSoon : words.states[row.state]}</StateTag>;
          },
        },
        { key: 'limits', head: columns.limits, cell: (row) => <span className="two-lines nowrap"><span>{words.perSecond(row.rate)}</span><small>{words.burst(row.burst)}</small></span> },
        {
          key: 'addresses',
          head: columns.addresses,
          cell: (row) =>
            row.addresses.length === 0 ? (
              <span className="quiet">{words.anywhere}</span>
            ) : (
              <span className="addresses">{row.addresses.map((address) => <code key={address}>{address}</code>)}</span>
            ),
        },
        { key: 'used', head: columns.used, cell: (row) => <Time at={row.last_used_at} relative missing={common.never} /> },
        {
          key: 'expires',
          head: columns.expires,
          cell: (row) => <Time at={row.revoked_at ?? row.expires_at} precision="day" missing={words.noExpiry} />,
        },
        ...acts,
      ]}
    />
  );
}
