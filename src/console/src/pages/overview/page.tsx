import { api, call } from '../../api/client';
import { isBound, useAccount } from '../../api/session';
import type { Overview } from '../../api/types';
import { useLoad } from '../../api/use-load';
import { InstancesTable } from '../../parts/instances-table';
import { Loading } from '../../parts/loading';
import { PageHeader } from '../../parts/page-header';
import { Panel } from '../../parts/panel';
import { ProblemNotice } from '../../parts/problem-notice';
import { useWords } from '../../words/words';
import { Errcodes } from './errcodes';
import { Figures } from './figures';
import { LiveMark } from './live-mark';
import { PlatformState } from './platform-state';
import { QueryChart } from './query-chart';
import { Tasks } from './tasks';
import { TokenHealthBar } from './token-health-bar';
import './overview.css';

export default function OverviewPage() {
  const words = useWords().overview;
  const bound = isBound(useAccount());
  const { data, problem, reload } = useLoad((signal) => call(api.GET('/api/v1/overview', { signal })), [], { everyMs: 5000 });
  return (
    <>
      <PageHeader title={words.title} actions={data && <LiveMark at={data.now} live={!problem} />} />
      {problem && (
        <div className="overview-problem">
          {data && <p className="quiet">{words.stale}</p>}
          <ProblemNotice problem={problem} onRetry={reload} />
        </div>
      )}
      {!data && !problem && <Loading rows={8} />}
      {data && (
        <div className="overview">
          {bound ? <p className="quiet">{words.noCounts}</p> : <Whole overview={data} />}
          <div className="overview__split overview__split--even">
            {bound ? (
              <PlatformState platform={data.platform} witness={data.witness} />
            ) : (
              <Panel title={words.errcodes} note={words.errcodesNote} flush>
                <Errcodes errcodes={data.errcodes} />
              </Panel>
            )}
            <Panel title={words.instances} flush>
              <InstancesTable instances={data.instances} />
            </Panel>
          </div>
        </div>
      )}
    </>
  );
}

function Whole({ overview }: { overview: Overview }) {
  const words = useWords().overview;
  return (
    <>
      <Tasks tasks={overview.tasks} />
      <Figures overview={overview} />
      <div className="overview__split">
        <Panel title={words.queries} note={words.queriesNote}>
          <QueryChart minutes={overview.minutes} now={overview.now} />
        </Panel>
        <div className="stack">
          <Panel title={words.tokens}>
            <TokenHealthBar tokens={overview.tokens} />
          </Panel>
          <PlatformState platform={overview.platform} witness={overview.witness} />
        </div>
      </div>
    </>
  );
}
