import type { ReactNode } from 'react';

interface Props {
  title: string;
  hint?: ReactNode;
  action?: ReactNode;
  icon?: ReactNode;
}

export function Empty({ title, hint, action, icon }: Props) {
  return (
    <div className="empty">
      {icon && <div className="empty__icon" aria-hidden>{icon}</div>}
      <p className="empty__title">{title}</p>
      {hint && <div className="empty__hint">{hint}</div>}
      {action && <div className="empty__action">{action}</div>}
    </div>
  );
}
