import { Link } from 'react-router-dom';
import { Empty } from '../../parts/empty';
import { useWords } from '../../words/words';

export function MissingPage() {
  const { missing } = useWords().shell;
  return <Empty title={missing.title} hint={missing.text} action={<Link to="/">{missing.home}</Link>} />;
}
