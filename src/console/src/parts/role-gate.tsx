import type { ReactNode } from 'react';
import { LockOnIcon } from 'tdesign-icons-react';
import { useMay } from '../api/session';
import type { Role } from '../api/types';
import { useWords } from '../words/words';
import { Empty } from './empty';
import { PageHeader } from './page-header';

// A page for those who have the role; the others are told which one it takes.
export function RoleGate({ role, title, children }: { role: Role; title?: string; children: ReactNode }) {
  const { common, shell } = useWords();
  if (useMay(role)) return <>{children}</>;
  return (
    <>
      {title && <PageHeader title={title} />}
      <Empty icon={<LockOnIcon />} title={shell.noPermission.title} hint={shell.noPermission.text(common.role[role])} />
    </>
  );
}
