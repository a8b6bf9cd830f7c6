import type { ReactNode } from 'react';
import { CheckCircleIcon, ErrorCircleIcon, InfoCircleIcon } from 'tdesign-icons-react';

type Tone = 'good' | 'info' | 'warn' | 'bad';

const ICONS: Record<Tone, ReactNode> = {
  good: <CheckCircleIcon />,
  info: <InfoCircleIcon />,
  warn: <ErrorCircleIcon />,
  bad: <ErrorCircleIcon />,
};

// Something to know about what is below; calm, in the tones of the states.
export function Notice({ tone, title, children }: { tone: Tone; title?: string; children?: ReactNode }) {
  return (
    <div className={`audit-notice audit-notice--${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {ICONS[tone]}
      <div className="audit-notice__body">
        {title && <p className="audit-notice__title">{title}</p>}
        {children}
      </div>
    </div>
  );
}
