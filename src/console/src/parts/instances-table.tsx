import type { Instance } from '../api/types';
import { useWords } from '../words/words';
import { DataTable } from './data-table';
import { StateTag } from './tags';
import { Time } from './time';

export function InstancesTable({ instances }: { instances: Instance[] }) {
  const words = useWords().overview;
  return (
    <DataTable
      label={words.instances}
      rows={instances}
      rowKey={(row) => row.id}
      columns={[
        { key: 'id', head: words.instance, cell: (row) => <span className="row"><code>{row.id}</code>{row.answering && <StateTag tone="info">{words.answering}</StateTag>}</span> },
        { key: 'host', head: words.host, cell: (row) => <code>{row.host}</code> },
        { key: 'started', head: words.started, cell: (row) => <Time at={row.started_at} relative /> },
        { key: 'seen', head: words.seen, cell: (row) => <Time at={row.seen_at} relative /> },
        { key: 'keys', head: words.masterKeys, cell: (row) => row.master_keys?.join(', ') ?? '–' },
      ]}
    />
  );
}
