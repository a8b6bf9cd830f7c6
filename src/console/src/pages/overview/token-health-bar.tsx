import { Link } from 'react-router-dom';
import type { Overview, TokenHealth } from '../../api/types';
import { HEALTH_TONE } from '../../parts/tags';
import { useWords } from '../../words/words';

const ORDER: TokenHealth[] = ['healthy', 'refreshing', 'failing', 'needs_reauthorization', 'missing'];

export function TokenHealthBar({ tokens }: { tokens: Overview['tokens'] }) {
  const { overview: words, common, shell } = useWords();
  const parts = [
    ...ORDER.map((health) => ({ key: health as string, text: common.health[health], tone: HEALTH_TONE[health], count: tokens[health] ?? 0 })),
    { key: 'left', text: words.left, tone: 'plain' as const, count: tokens.left ?? 0 },
  ].filter((part) => part.count > 0);
  const all = parts.reduce((sum, part) => sum + part.count, 0);
  if (all === 0) return <p className="quiet">{words.noTokens}</p>;
  return (
    <div className="token-health">
      <div className="token-health__bar" aria-hidden>
        {parts.map((part) => (
          <span key={part.key} className={`tone-${part.tone}`} style={{ flexGrow: part.count }} />
        ))}
      </div>
      <ul>
        {parts.map((part) => (
          <li key={part.key}>
            <span className={`dot tone-${part.tone}`} aria-hidden />
            <span>{part.text}</span>
            <strong>{part.count}</strong>
          </li>
        ))}
      </ul>
      <div className="quiet">
        {words.tokensTotal(all)} · <Link to="/merchants">{shell.nav.merchants}</Link>
      </div>
    </div>
  );
}
