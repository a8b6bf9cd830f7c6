// What the pages of the log have in common: the title, and the way to the others.
import type { ReactNode } from 'react';
import { PageHeader } from '../../parts/page-header';
import { SectionNav } from '../../parts/section-nav';
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
      <SectionNav label={audit.sections} links={SECTIONS.map(([name, to]) => ({ to, text: audit.section[name] }))} />
      <div className="stack">{children}</div>
    </>
  );
}
