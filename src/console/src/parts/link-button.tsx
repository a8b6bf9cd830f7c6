import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';

// A link that looks like TDesign's outlined button.
export function LinkButton({ to, children }: { to: string; children: ReactNode }) {
  return (
    <Link to={to} className="t-button t-button--variant-outline t-button--theme-default t-button--shape-rectangle t-size-m link-button">
      <span className="t-button__text">{children}</span>
    </Link>
  );
}
