import { useCallback } from 'react';
import { api, call } from '../../api/client';
import { isBound, useAccount } from '../../api/session';
import type { HistogramBar } from '../../api/types';
import { useLoad } from '../../api/use-load';
import { Chart } from '../../parts/chart';
import type { ChartTheme } from '../../parts/chart-theme';
import { Empty } from '../../parts/empty';
import { Field } from '../../parts/field';
import { Loading } from '../../parts/loading';
import { grouped } from '../../parts/numbers';
import { outcomeBars } from '../../parts/outcome-bars';
import { Panel } from '../../parts/panel';
import { ProblemNotice } from '../../parts/problem-notice';
import { Select } from '../../parts/text-input';
import { useQueryParams } from '../../parts/use-query-params';
import { useWords } from '../../words/words';
import { daysOf, lastMonths, monthOf, nextMonth } from './months';
import { UsageTable } from './usage-table';

export function UsageTab({ appid }: { appid: string }) {
  const words = useWords().merchants.detail.usage;
  const [params, setParams] = useQueryParams(['month'] as const);
  const month = /^\d{4}-(0[1-9]|1[0-2])$/.test(params.month) ? params.month : monthOf(Date.now());
  const months = lastMonths(24, Date.now());
  const options = (months.includes(month) ? months : [month, ...months]).map((value) => ({ value, text: value }));
  // Whole months are counted from manifests of all merchants and days: no part of them for whoever sees some alone.
  const account = useAccount();
  const whole = !isBound(account) && !account.first_day && !account.last_day;
  const usage = useLoad(
    (signal) => call(api.GET('/api/v1/audit/usage', { params: { query: { month, merchant: appid } }, signal })),
    [appid, month],
    { when: whole },
  );
  const daily = useLoad(
    (signal) => {
      const query = { from: `${month}-01`, to: `${nextMonth(month)}-01`, merchant: appid, kind: 'query', minutes: 1440 };
      return call(api.GET('/api/v1/audit/histogram', { params: { query }, signal }));
    },
    [appid, month],
  );
  return (
    <div className="stack">
      <div className="usage-month">
        <Field label={words.month} required="filter">
          {(props) => <Select {...props} value={month} options={options} onChange={(value) => setParams({ month: value })} />}
        </Field>
      </div>
      <Panel title={words.daily} note={words.dailyNote}>
        {daily.problem && <ProblemNotice problem={daily.problem} onRetry={daily.reload} />}
        {!daily.data && daily.loading && <Loading />}
        {daily.data && <DailyChart bars={daily.data.bars} month={month} />}
      </Panel>
      {whole && (
        <Panel title={words.total} note={words.totalNote(usage.data?.time_zone ?? 'Asia/Shanghai')} flush>
          {usage.problem && <div className="panel__body"><ProblemNotice problem={usage.problem} onRetry={usage.reload} /></div>}
          {!usage.data && usage.loading && <Loading />}
          {usage.data && <UsageTable usage={usage.data} />}
        </Panel>
      )}
    </div>
  );
}

function DailyChart({ bars, month }: { bars: HistogramBar[]; month: string }) {
  const { merchants, common } = useWords();
  const words = merchants.detail.usage;
  const option = useCallback(
    (theme: ChartTheme) =>
      outcomeBars(bars, { starts: daysOf(month), names: common.outcome, text: (start) => new Date(start).toISOString().slice(5, 10) }, theme),
    [bars, month, common],
  );
  if (bars.length === 0) return <Empty title={words.none} />;
  const total = bars.reduce((sum, bar) => sum + bar.count, 0);
  return <Chart option={option} height={280} label={words.chart(month, grouped(total))} />;
}
