import type { operations } from '../../api/schema';
import { DataTable } from '../../parts/data-table';
import { Empty } from '../../parts/empty';
import { grouped, share } from '../../parts/numbers';
import { OUTCOMES } from '../../parts/outcomes';
import { OutcomeTag } from '../../parts/tags';
import { useWords } from '../../words/words';

type Usage = operations['usage']['responses'][200]['content']['application/json'];

export function UsageTable({ usage }: { usage: Usage }) {
  const words = useWords().merchants.detail.usage;
  const rows = [...usage.usage].sort((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome));
  const sum = rows.reduce((all, row) => all + row.count, 0);
  const proven = rows.reduce((all, row) => all + row.proven, 0);
  return (
    <>
      <DataTable
        label={words.total}
        rows={rows}
        rowKey={(row) => row.outcome}
        empty={<Empty title={words.none} />}
        columns={[
          { key: 'outcome', head: words.outcome, cell: (row) => <OutcomeTag outcome={row.outcome} /> },
          { key: 'count', head: words.count, align: 'right', cell: (row) => grouped(row.count) },
          { key: 'share', head: words.share, align: 'right', cell: (row) => share(row.count, sum) },
          { key: 'proven', head: words.proven, align: 'right', cell: (row) => grouped(row.proven) },
        ]}
      />
      {rows.length > 0 && (
        <div className="usage-foot">
          <p>
            <strong>{words.sum}: {grouped(sum)}</strong> · {words.proven} {grouped(proven)} ({share(proven, sum)}) · {words.manifests(usage.manifests.length)}
          </p>
          {usage.open_days.length > 0 && <p className="quiet">{words.openDays(usage.open_days.join(', '))}</p>}
        </div>
      )}
    </>
  );
}
