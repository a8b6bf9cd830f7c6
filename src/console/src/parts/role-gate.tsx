import type { ReactNode } from 'react';
import { LockOnIcon } from 'tdesign-icons-react';
import { useMay } from '../api/session';
import type { Role } from '../api/types';
import { useWords } from '../words/words';
import { Empty } from './empty';

// A page for those who have the role; the others are told which one it takes.
export function RoleGate({ role, children }: { role: Role; children: ReactNode }) {
  const { common, shell } = useWords();
  if (useMay(role)) return <>{children}</>;
  return <Empty icon={<LockOnIcon />} title={shell.noPermission.title} hint={shell.noPermission.text(common.role[role])} />;
}
