// What the pages of the log have in common: the title, and the way to the others.
import type { ReactNode } from 'react';
import { NavLink } from 'react-router-dom';
import { PageHeader } from '../../parts/page-header';
import { useWords } from '../../words/words';

const SECTIONS = [
  ['search', '/audit'],
  ['streams', '/audit/streams'],
  ['manifests', '/audit/manifests'],
  ['export', '/audit/export'],
] as const;

interface Props {
  description: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

export function AuditFrame({ description, actions, children }: Props) {
  const { audit } = useWords();
  return (
    <>
      <PageHeader title={audit.title} description={description} actions={actions} />
      <nav className="audit-sections" aria-label={audit.sections}>
        {SECTIONS.map(([name, to]) => (
          <NavLink key={name} to={to} end>
            {audit.section[name]}
          </NavLink>
        ))}
      </nav>
      <div className="stack">{children}</div>
    </>
  );
}
