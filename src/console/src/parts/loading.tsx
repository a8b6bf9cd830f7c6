import { useWords } from '../words/words';

// For the whole window. It is seen only when it takes long enough to be noticed.
export function Waiting() {
  const { common } = useWords();
  return (
    <main className="waiting" role="status">
      {common.loading}
    </main>
  );
}

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
