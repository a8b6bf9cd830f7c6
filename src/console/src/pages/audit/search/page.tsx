import { useMemo, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router-dom';
import { Empty } from '../../../parts/empty';
import { Loading } from '../../../parts/loading';
import { grouped } from '../../../parts/numbers';
import { Panel } from '../../../parts/panel';
import { ProblemNotice } from '../../../parts/problem-notice';
import { useWords } from '../../../words/words';
import { AuditFrame } from '../frame';
import { useMerchantNames } from '../merchant-names';
import { Notice } from '../notice';
import { RecordDrawer } from '../record/drawer';
import { FilterBar } from './filter-bar';
import { HistogramPanel } from './histogram-panel';
import { More, Results, rowOf } from './results';
import { useFilter } from './use-filter';
import { useReason } from './use-reason';
import { useSearch } from './use-search';

export function SearchPage() {
  const { audit } = useWords();
  const words = audit.results;
  const navigate = useNavigate();
  const [params] = useSearchParams();
  const { filter, ready, set } = useFilter();
  const merchants = useMerchantNames();
  const [reason, setReason] = useReason();
  const [turn, setTurn] = useState(0);
  const { found, problem, busy, more } = useSearch(filter, ready, reason, turn);
  const rows = useMemo(() => (found?.records ?? []).map(rowOf), [found]);
  const open = params.get('open') ?? undefined;
  // Nothing was found because it failed: what it says is enough.
  const refused = problem !== undefined && !found;

  const hrefOf = (id: string): string => {
    const next = new URLSearchParams(params);
    next.set('open', id);
    return `/audit?${next}`;
  };
  const close = (): void => {
    const next = new URLSearchParams(params);
    next.delete('open');
    next.delete('tab');
    navigate(`/audit?${next}`);
  };
  const away = found && found.away.length > 0 && (
    <Notice tone="info" title={words.away(found.away.length)}>
      <p className="days">{found.away.join(', ')}</p>
      <p>{words.awayHint}</p>
    </Notice>
  );
  return (
    <AuditFrame description={`${audit.description} ${audit.reading}`}>
      <FilterBar
        filter={filter}
        merchants={merchants}
        busy={busy}
        reason={reason}
        onReason={setReason}
        onFilter={set}
        onRecord={(id) => navigate(`/audit?${new URLSearchParams({ record: id, open: id })}`)}
        onAgain={() => setTurn((n) => n + 1)}
      />
      {ready && !refused && <HistogramPanel filter={filter} turn={turn} onFilter={set} />}
      <ProblemNotice problem={problem} onRetry={found ? more : () => setTurn((n) => n + 1)} />
      {found?.cutShort && <Notice tone="warn">{words.cutShort}</Notice>}
      {away}
      {!refused && (
        <Panel title={words.title} note={found && words.loaded(grouped(rows.length))} flush>
          {busy && !found && <Loading rows={8} />}
          {found && rows.length === 0 && !busy && !found.next && <Empty title={words.empty} hint={words.emptyHint} />}
          {rows.length > 0 && (
            <Results
              rows={rows}
              merchants={merchants}
              busy={false}
              open={open}
              onOpen={(id) => navigate(hrefOf(id))}
              hrefOf={hrefOf}
            />
          )}
          {found && (rows.length > 0 || found.next) && (
            <div className="table-foot">
              <More next={found.next} busy={busy} onMore={more} />
            </div>
          )}
        </Panel>
      )}
      {open && (
        <RecordDrawer
          key={open}
          id={open}
          rows={rows}
          merchants={merchants}
          hrefOf={hrefOf}
          onClose={close}
        />
      )}
    </AuditFrame>
  );
}
