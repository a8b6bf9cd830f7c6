// A verification as steps that a page can show: what was checked, with what, and whether it holds.
import { attempt, type Failure } from './failure';
import type { GrowthWalk, Hop } from './path';
import type { TrustedKey } from './trust';

export type StepName =
  | 'line'
  | 'leaf'
  | 'path'
  | 'checkpoint'
  | 'root'
  | 'signature'
  | 'old_checkpoint'
  | 'old_signature'
  | 'new_checkpoint'
  | 'new_signature'
  | 'growth'
  | 'old_root'
  | 'new_root'
  | 'trust';
export type ValueName =
  | 'record'
  | 'bytes'
  | 'leaf'
  | 'hashes'
  | 'computed'
  | 'log'
  | 'stream'
  | 'size'
  | 'signed'
  | 'key'
  | 'key_hash'
  | 'time';

export interface Step {
  name: StepName;
  state: 'ok' | 'failed' | 'skipped';
  failure?: Failure;
  values: [ValueName, string][];
  hops?: Hop[]; // of `path`
  growth?: GrowthWalk; // of `growth`
  trusted?: TrustedKey; // of `trust`
}

// proven: by a key that the reader trusts. told: all fits together, but by the key that the gateway told itself.
export type Verdict = 'proven' | 'told' | 'failed';

export interface Verification {
  steps: Step[];
  verdict: Verdict;
}

// Collects the steps. What a failed step should have told is missing: those that need it are skipped.
export class Walker {
  readonly steps: Step[] = [];

  step<T>(name: StepName, check: ((values: Step['values'], step: Step) => T) | undefined): T | undefined {
    const step: Step = { name, state: 'skipped', values: [] };
    this.steps.push(step);
    if (!check) return undefined;
    const result = attempt(() => check(step.values, step));
    step.state = 'failure' in result ? 'failed' : 'ok';
    if ('failure' in result) step.failure = result.failure;
    return 'failure' in result ? undefined : result.value;
  }
}

// A step that could not be made is a failure; but for the last one, which needs a key of the reader's.
export function verdictOf(steps: readonly Step[], trusted: boolean): Verdict {
  const failed = steps.some(({ name, state }) => state === 'failed' || (state === 'skipped' && name !== 'trust'));
  return failed ? 'failed' : trusted ? 'proven' : 'told';
}
