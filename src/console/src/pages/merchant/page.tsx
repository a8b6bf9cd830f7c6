import { useState } from 'react';
import { useParams } from 'react-router-dom';
import { api, call } from '../../api/client';
import { useMay } from '../../api/session';
import type { MerchantDetail } from '../../api/types';
import { useLoad } from '../../api/use-load';
import { CopyId } from '../../parts/copy-id';
import { LinkButton } from '../../parts/link-button';
import { Loading } from '../../parts/loading';
import { PageHeader } from '../../parts/page-header';
import { ProblemNotice } from '../../parts/problem-notice';
import { Tabs } from '../../parts/tabs';
import { StateTag } from '../../parts/tags';
import { useQueryParams } from '../../parts/use-query-params';
import { useWords } from '../../words/words';
import { HistoryTab } from './history-tab';
import { KeysTab } from './keys/tab';
import { LogTab } from './log-tab';
import { RefusalNotice } from './refusal-notice';
import { StateTab } from './state-tab';
import { SuspendButton } from './suspend-button';
import { UsageTab } from './usage-tab';
import './merchant.css';

const TABS = ['state', 'keys', 'usage', 'history', 'log'] as const;
type Tab = (typeof TABS)[number];

export default function MerchantPage() {
  const { merchants: words } = useWords();
  const { appid = '' } = useParams();
  const merchant = useLoad((signal) => call(api.GET('/api/v1/merchants/{appid}', { params: { path: { appid } }, signal })), [appid]);
  const back = { to: '/merchants', text: words.title };
  if (merchant.data) return <Merchant key={appid} merchant={merchant.data} reload={merchant.reload} />;
  return (
    <>
      <PageHeader title={appid} back={back} />
      {merchant.problem ? <ProblemNotice problem={merchant.problem} onRetry={merchant.reload} /> : <Loading rows={8} />}
    </>
  );
}

function Merchant({ merchant, reload }: { merchant: MerchantDetail; reload: () => void }) {
  const { merchants: words } = useWords();
  const operator = useMay('operator');
  const [params, setParams] = useQueryParams(['tab'] as const);
  const tab: Tab = TABS.find((one) => one === params.tab) ?? 'state';
  const [visited, setVisited] = useState<Tab[]>([tab]);
  if (!visited.includes(tab)) setVisited([...visited, tab]);
  const { appid } = merchant;
  return (
    <>
      <PageHeader
        title={merchant.name || appid}
        back={{ to: '/merchants', text: words.title }}
        mark={merchant.refusal ? null : <StateTag tone="good">{words.ready}</StateTag>}
        description={<CopyId text={appid} />}
        actions={
          operator && (
            <>
              <LinkButton to={`/query?merchant=${encodeURIComponent(appid)}`}>{words.detail.query}</LinkButton>
              <SuspendButton merchant={merchant} onDone={reload} />
            </>
          )
        }
      />
      <RefusalNotice merchant={merchant} />
      <Tabs
        label={merchant.name || appid}
        value={tab}
        tabs={TABS.map((value) => ({ value, text: words.detail.tabs[value] }))}
        onChange={(value) => setParams({ tab: value === 'state' ? '' : value })}
      >
        {tab === 'state' && <StateTab merchant={merchant} />}
        {tab === 'keys' && <KeysTab merchant={merchant} />}
        {tab === 'usage' && <UsageTab appid={appid} />}
        {/* What was read of the log stays while other tabs are shown: each reading leaves a record. */}
        {visited.includes('history') && <div hidden={tab !== 'history'}><HistoryTab appid={appid} /></div>}
        {visited.includes('log') && <div hidden={tab !== 'log'}><LogTab appid={appid} /></div>}
      </Tabs>
    </>
  );
}
