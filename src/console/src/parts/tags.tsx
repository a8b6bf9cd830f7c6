// The states that appear on many pages, each with one look. A state is always said in words too, never by colour alone.
import type { ReactNode } from 'react';
import type { RecordOutcome, Role, TokenHealth } from '../api/types';
import { useWords } from '../words/words';

export type Tone = 'good' | 'warn' | 'bad' | 'plain' | 'info';

export function StateTag({ tone, children, title }: { tone: Tone; children: ReactNode; title?: string }) {
  return (
    <span className={`state-tag state-tag--${tone}`} title={title}>
      {children}
    </span>
  );
}

export const OUTCOME_TONE: Record<RecordOutcome, Tone> = {
  active: 'good',
  inactive: 'info',
  refused: 'warn',
  upstream_error: 'bad',
  not_sent: 'plain',
  unknown: 'bad',
};

export function OutcomeTag({ outcome }: { outcome: RecordOutcome }) {
  const { common } = useWords();
  return <StateTag tone={OUTCOME_TONE[outcome]}>{common.outcome[outcome]}</StateTag>;
}

export const HEALTH_TONE: Record<TokenHealth, Tone> = {
  healthy: 'good',
  refreshing: 'info',
  failing: 'warn',
  needs_reauthorization: 'bad',
  missing: 'plain',
};

export function HealthTag({ health }: { health: TokenHealth }) {
  const { common } = useWords();
  return <StateTag tone={HEALTH_TONE[health]}>{common.health[health]}</StateTag>;
}

export function RoleTag({ role }: { role: Role }) {
  const { common } = useWords();
  return <StateTag tone={role === 'admin' ? 'info' : 'plain'}>{common.role[role]}</StateTag>;
}
