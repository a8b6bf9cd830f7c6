import { useMemo } from 'react';
import { Link, useSearchParams } from 'react-router-dom';
import { ChevronLeftIcon, ChevronRightIcon } from 'tdesign-icons-react';
import { api, call } from '../../../api/client';
import type { Stream } from '../../../api/types';
import { useLoad } from '../../../api/use-load';
import { CopyBlock } from '../../../parts/copy-id';
import { Empty } from '../../../parts/empty';
import { Loading } from '../../../parts/loading';
import { grouped } from '../../../parts/numbers';
import { Panel } from '../../../parts/panel';
import { ProblemNotice } from '../../../parts/problem-notice';
import { TextInput } from '../../../parts/text-input';
import { checkStream } from '../../../proof/stream';
import { useWords } from '../../../words/words';
import { dayAfter, isDay, today } from '../days';
import { AuditFrame } from '../frame';
import { Notice } from '../notice';
import { TrustedKey } from '../proof/trusted-key';
import { useLogKeys } from '../proof/use-log-keys';
import { StreamTable } from './table';

function DayPicker({ day, onDay }: { day: string; onDay: (day: string) => void }) {
  const { streams } = useWords().audit;
  return (
    <div className="day-picker">
      <button type="button" className="icon-button" aria-label={streams.earlier} title={streams.earlier} onClick={() => onDay(dayAfter(day, -1))}>
        <ChevronLeftIcon />
      </button>
      <TextInput type="date" aria-label={streams.day} value={day} max={today()} onChange={(text) => isDay(text) && onDay(text)} />
      <button type="button" className="icon-button" aria-label={streams.later} title={streams.later} disabled={day >= today()} onClick={() => onDay(dayAfter(day))}>
        <ChevronRightIcon />
      </button>
    </div>
  );
}

function Damaged({ streams }: { streams: Stream[] }) {
  const { streams: words } = useWords().audit;
  if (streams.length === 0) return null;
  return (
    <Notice tone="bad" title={words.damagedTitle(streams.length)}>
      <p>{words.damagedText}</p>
      {streams.map(({ id }) => (
        <CopyBlock key={id} what={words.damagedCommand} text={`marketcode-gateway audit verify --database --stream ${id} --config gateway.toml`} />
      ))}
    </Notice>
  );
}

export function StreamsPage() {
  const { audit } = useWords();
  const words = audit.streams;
  const [params, setParams] = useSearchParams();
  const asked = params.get('day');
  const day = isDay(asked) ? asked : today();
  const { data, problem, loading, reload } = useLoad(
    (signal) => call(api.GET('/api/v1/audit/streams', { params: { query: { day } }, signal })),
    [day],
  );
  const log = useLogKeys();
  const rows = useMemo(
    () => (data?.streams ?? []).map((stream) => ({ stream, checked: checkStream(stream, log.keys) })),
    [data, log.keys],
  );
  const fresh = data?.day === day;
  const total = rows.reduce((sum, { stream }) => sum + stream.size, 0);
  return (
    <AuditFrame description={words.description}>
      <div className="row row--apart">
        <DayPicker day={day} onDay={(next) => setParams({ day: next })} />
        <Link to={`/audit?from=${day}&to=${dayAfter(day)}`}>{words.records}</Link>
      </div>
      <ProblemNotice problem={problem} onRetry={reload} />
      {fresh && <Damaged streams={rows.map(({ stream }) => stream).filter(({ state }) => state === 'damaged')} />}
      {log.denied && !log.own && <Notice tone="info">{words.noKeys}</Notice>}
      {log.failure && <Notice tone="bad">{audit.proof.failure[log.failure]}</Notice>}
      <Panel title={words.title} note={fresh && words.summary(rows.length, grouped(total))} flush>
        {!data && loading && <Loading />}
        {fresh && rows.length === 0 && !loading && <Empty title={words.empty} hint={words.emptyHint} />}
        {rows.length > 0 && (
          <StreamTable rows={rows} busy={loading || !fresh} own={log.own} checking={log.loading} canCheck={log.keys.length > 0} />
        )}
      </Panel>
      <TrustedKey />
    </AuditFrame>
  );
}
