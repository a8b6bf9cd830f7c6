import { useState } from 'react';
import { Button } from '../../parts/button';
import { AddIcon, ShopIcon } from 'tdesign-icons-react';
import { useSearchParams } from 'react-router-dom';
import { api, call } from '../../api/client';
import { useMay } from '../../api/session';
import type { TokenHealth } from '../../api/types';
import { useLoad } from '../../api/use-load';
import { Empty } from '../../parts/empty';
import { Loading } from '../../parts/loading';
import { PageHeader } from '../../parts/page-header';
import { Pager } from '../../parts/pager';
import { Panel } from '../../parts/panel';
import { ProblemNotice } from '../../parts/problem-notice';
import { useQueryParams } from '../../parts/use-query-params';
import { useWords } from '../../words/words';
import { MerchantFilters } from './filters';
import { InviteDialog } from './invite-dialog';
import { MerchantsNav } from './nav';
import { MerchantTable } from './table';

type State = 'ready' | 'suspended' | 'not_authorized' | 'not_permitted';

export default function MerchantsPage() {
  const { merchants: words, common } = useWords();
  const operator = useMay('operator');
  const [inviting, setInviting] = useState(false);
  const [filter] = useQueryParams(['search', 'state', 'health', 'after'] as const);
  const [, setAll] = useSearchParams();
  const { search, state, health, after } = filter;
  const { data, problem, loading, reload } = useLoad(
    (signal) => {
      const query = {
        search: search || undefined,
        state: (state || undefined) as State | undefined,
        health: (health || undefined) as TokenHealth | undefined,
        after: after || undefined,
      };
      return call(api.GET('/api/v1/merchants', { params: { query }, signal }));
    },
    [search, state, health, after],
  );
  const invite = operator && (
    <Button icon={<AddIcon />} onClick={() => setInviting(true)}>
      {words.invite}
    </Button>
  );
  const empty =
    search || state || health ? (
      <Empty
        title={common.nothingFound}
        hint={common.nothingFoundHint}
        action={<Button variant="outline" onClick={() => setAll({})}>{common.clearFilters}</Button>}
      />
    ) : (
      <Empty icon={<ShopIcon />} title={words.none} hint={operator ? words.noneHint : words.noneForAuditor} action={invite} />
    );
  return (
    <>
      <PageHeader title={words.title} description={words.description} actions={invite} />
      <MerchantsNav />
      <Panel flush>
        <MerchantFilters />
        {problem && <div className="panel__body"><ProblemNotice problem={problem} onRetry={reload} /></div>}
        {!data && loading && <Loading />}
        {data && (
          <>
            <MerchantTable merchants={data.merchants} busy={loading} empty={empty} />
            <Pager shown={data.merchants.length} next={data.next} />
          </>
        )}
      </Panel>
      {inviting && <InviteDialog onClose={() => setInviting(false)} />}
    </>
  );
}
