import { PageHeader } from '../../parts/page-header';
import { useWords } from '../../words/words';

export default function ReferencePage() {
  const words = useWords().reference;
  return <PageHeader title={words.title} />;
}
