import { PageHeader } from '../../parts/page-header';
import { useWords } from '../../words/words';

export default function AuditPages() {
  const words = useWords().audit;
  return <PageHeader title={words.title} />;
}
