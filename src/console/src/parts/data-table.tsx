import { useEffect, useRef, useState, type ReactNode } from 'react';

export interface Column<T> {
  key: string;
  head: ReactNode;
  cell: (row: T) => ReactNode;
  align?: 'right';
  // In CSS units; the rest is shared.
  width?: string;
}

interface Props<T> {
  label: string;
  columns: Column<T>[];
  rows: readonly T[];
  rowKey: (row: T) => string;
  // Dimmed while it is read anew.
  busy?: boolean;
  empty?: ReactNode;
  onRow?: (row: T) => void;
  rowClass?: (row: T) => string | undefined;
}

// Whether the frame scrolls sideways: only then it has to be reached by keyboard.
function useOverflow() {
  const frame = useRef<HTMLDivElement>(null);
  const [overflows, setOverflows] = useState(false);
  useEffect(() => {
    const element = frame.current;
    if (!element) return;
    const watch = new ResizeObserver(() => setOverflows(element.scrollWidth > element.clientWidth));
    watch.observe(element);
    return () => watch.disconnect();
  }, []);
  return [frame, overflows] as const;
}

// A plain table that scrolls sideways when it has to. `onRow` is a convenience for the mouse: a cell must hold the link.
export function DataTable<T>({ label, columns, rows, rowKey, busy, empty, onRow, rowClass }: Props<T>) {
  const [frame, overflows] = useOverflow();
  if (rows.length === 0 && empty && !busy) return <>{empty}</>;
  return (
    <div
      ref={frame}
      className={busy ? 'table-frame table-frame--busy' : 'table-frame'}
      {...(overflows && { tabIndex: 0, role: 'region', 'aria-label': label })}
    >
      <table className="table" aria-label={label} aria-busy={busy || undefined}>
        <thead>
          <tr>
            {columns.map((column) => (
              <th key={column.key} scope="col" className={column.align && `at-${column.align}`} style={{ width: column.width }}>
                {column.head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr
              key={rowKey(row)}
              className={[onRow && 'table__row--link', rowClass?.(row)].filter(Boolean).join(' ') || undefined}
              onClick={(event) => {
                if (!onRow || (event.target as Element).closest('a,button,input,label')) return;
                if (!getSelection()?.toString()) onRow(row);
              }}
            >
              {columns.map((column) => (
                <td key={column.key} className={column.align && `at-${column.align}`}>
                  {column.cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
