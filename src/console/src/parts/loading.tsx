import { useWords } from '../words/words';

// Grey lines in the place of what is being read.
export function Loading({ rows = 5 }: { rows?: number }) {
  const { common } = useWords();
  return (
    <div className="loading" role="status">
      <span className="off-screen">{common.loading}</span>
      {Array.from({ length: rows }, (_, i) => (
        <div key={i} className="loading__row" aria-hidden />
      ))}
    </div>
  );
}
