import { useLocation, useNavigate } from 'react-router-dom';
import { Button } from './button';
import { useWords } from '../words/words';
import { useQueryParams } from './use-query-params';

// Pages by cursor: the cursor stands in the URL as `after`, so a page can be linked to and the browser's back works.
export function Pager({ shown, next }: { shown: number; next: string | undefined }) {
  const { common } = useWords();
  const [params, setParams] = useQueryParams(['after'] as const);
  const navigate = useNavigate();
  const depth = (useLocation().state as { depth?: number } | null)?.depth ?? 0;
  if (!next && !params.after) return null;
  return (
    <nav className="pager" aria-label={common.nextPage}>
      <span className="quiet">{common.shownRows(shown)}</span>
      <Button variant="text" disabled={!params.after} onClick={() => setParams({ after: '' })}>
        {common.firstPage}
      </Button>
      <Button variant="outline" disabled={depth === 0} onClick={() => navigate(-1)}>
        {common.previousPage}
      </Button>
      <Button
        variant="outline"
        disabled={!next}
        onClick={() => setParams({ after: next ?? '' }, { state: { depth: depth + 1 } })}
      >
        {common.nextPage}
      </Button>
    </nav>
  );
}
