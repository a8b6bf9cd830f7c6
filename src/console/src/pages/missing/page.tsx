import { Link } from 'react-router-dom';
import { Empty } from '../../parts/empty';
import { PageHeader } from '../../parts/page-header';
import { useWords } from '../../words/words';

export function MissingPage() {
  const { missing } = useWords().shell;
  return (
    <>
      <PageHeader title={missing.title} />
      <Empty title={missing.text} action={<Link to="/">{missing.home}</Link>} />
    </>
  );
}
