import { PageHeader } from '../../parts/page-header';
import { useWords } from '../../words/words';

export default function OverviewPage() {
  const words = useWords().overview;
  return <PageHeader title={words.title} />;
}
