import { Link } from 'react-router-dom';
import type { Overview } from '../../api/types';
import { DataTable } from '../../parts/data-table';
import { Empty } from '../../parts/empty';
import { grouped } from '../../parts/numbers';
import { wordFor } from '../../words/lookup';
import { useWords } from '../../words/words';

export function Errcodes({ errcodes }: { errcodes: Overview['errcodes'] }) {
  const { overview: words, codes } = useWords();
  return (
    <DataTable
      label={words.errcodes}
      rows={[...errcodes].sort((a, b) => b.count - a.count)}
      rowKey={(row) => String(row.errcode)}
      empty={<Empty title={words.noErrcodes} />}
      columns={[
        {
          key: 'errcode',
          head: words.errcode,
          width: '100px',
          cell: (row) => <Link className="mono" to={`/audit?kind=query&errcode=${row.errcode}`}>{row.errcode}</Link>,
        },
        { key: 'meaning', head: words.meaning, cell: (row) => wordFor(codes.errcode, row.errcode) ?? <span className="quiet">{words.unknownErrcode}</span> },
        { key: 'count', head: words.count, align: 'right', cell: (row) => grouped(row.count) },
      ]}
    />
  );
}
