import { useParams, useSearchParams } from 'react-router-dom';
import { PageHeader } from '../../../parts/page-header';
import { Panel } from '../../../parts/panel';
import { useWords } from '../../../words/words';
import { useMerchantNames } from '../merchant-names';
import { RecordSides } from './sides';
import { useRecord } from './use-record';

// A record on a page of its own, to link to.
export function RecordPage() {
  const { record: words } = useWords().audit;
  const { stream = '', seq = '' } = useParams();
  const [params, setParams] = useSearchParams();
  const id = `${stream}/${seq}`;
  const reading = useRecord(id, undefined);
  const merchants = useMerchantNames();
  return (
    <>
      <PageHeader title={words.title} description={<code>{id}</code>} back={{ to: '/audit', text: words.back }} />
      <Panel>
        <RecordSides
          id={id}
          reading={reading}
          merchants={merchants}
          tab={params.get('tab')}
          onTab={(tab) => setParams({ tab }, { replace: true })}
        />
      </Panel>
    </>
  );
}
