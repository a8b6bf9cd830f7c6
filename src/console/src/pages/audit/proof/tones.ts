import type { Verdict } from '../../../proof/steps';

export const TONES = { proven: 'good', told: 'warn', failed: 'bad' } as const satisfies Record<Verdict, string>;
