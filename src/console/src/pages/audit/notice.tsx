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
    <div className={`notice notice--${tone}`} role={tone === 'bad' ? 'alert' : 'status'}>
      {ICONS[tone]}
      <div className="notice__body">
        {title && <h3>{title}</h3>}
        {children}
      </div>
    </div>
  );
}
