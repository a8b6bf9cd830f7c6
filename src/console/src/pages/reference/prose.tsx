// A text of the document: English, with `names` between backticks.
export function Prose({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <span lang="en">
      {text.split('`').map((part, i) => (i % 2 === 1 ? <code key={i}>{part}</code> : part))}
    </span>
  );
}
