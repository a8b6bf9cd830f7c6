import { useSearchParams } from 'react-router-dom';
import { useAccount } from '../../../api/session';
import { useWords } from '../../../words/words';
import { AuditFrame } from '../frame';
import { ExportForm } from './form';
import { ExportRun } from './run';

// An export that was begun stands in the address: the page can be loaded anew while it runs.
export function ExportPage() {
  const words = useWords().audit.export;
  const [params, setParams] = useSearchParams();
  const auditor = useAccount().role === 'auditor';
  const id = params.get('id');
  return (
    <AuditFrame description={auditor ? `${words.description} ${words.auditor}` : words.description}>
      {id ? (
        <ExportRun key={id} id={id} onAnother={() => setParams({})} />
      ) : (
        <ExportForm onBegun={(begun) => setParams({ id: begun })} />
      )}
    </AuditFrame>
  );
}
