import { CheckCircleIcon, CloseCircleIcon, MinusCircleIcon } from 'tdesign-icons-react';
import { CopyId } from '../../../parts/copy-id';
import { localTime } from '../../../parts/time-text';
import type { Step, ValueName } from '../../../proof/steps';
import { useWords } from '../../../words/words';
import { GrowthLadder } from './growth-ladder';
import { Ladder } from './ladder';

const ICONS = { ok: <CheckCircleIcon />, failed: <CloseCircleIcon />, skipped: <MinusCircleIcon /> };
const COPIED: readonly ValueName[] = ['record', 'leaf', 'computed', 'stream', 'signed', 'key'];

function Value({ name, text }: { name: ValueName; text: string }) {
  const { proof } = useWords().audit;
  return (
    <div>
      <dt>{proof.value[name]}</dt>
      <dd>{COPIED.includes(name) ? <CopyId text={text} /> : <code>{text}</code>}</dd>
    </div>
  );
}

function Changes({ step }: { step: Step }) {
  const { proof } = useWords().audit;
  const by = step.trusted?.by ?? [];
  if (by.length === 0) return null;
  return (
    <>
      <p>{proof.changes(by.length)}</p>
      <ul className="changes">
        {by.map((change) => (
          <li key={change.number}>
            {proof.change(change.number, localTime(change.time))}: <code>{change.before.hash}</code> → <code>{change.after.hash}</code>
          </li>
        ))}
      </ul>
    </>
  );
}

// What was checked, with what, and whether it holds.
export function Steps({ steps }: { steps: Step[] }) {
  const { proof } = useWords().audit;
  return (
    <ol className="proof-steps" aria-label={proof.steps}>
      {steps.map((step) => (
        <li key={step.name} className={`proof-step proof-step--${step.state}`}>
          <span className="proof-step__icon" aria-hidden>
            {ICONS[step.state]}
          </span>
          <div className="proof-step__body">
            <h3>
              {proof.step[step.name]}
              <span className="proof-step__state">{proof.state[step.state]}</span>
            </h3>
            <p className="quiet">{proof.how[step.name]}</p>
            {step.failure && <p className="proof-step__failure">{proof.failure[step.failure]}</p>}
            {step.name === 'trust' && step.state === 'skipped' && <p>{proof.noTrust}</p>}
            {step.values.length > 0 && (
              <dl className="proof-step__values">
                {step.values.map(([name, text]) => (
                  <Value key={name} name={name} text={text} />
                ))}
              </dl>
            )}
            {step.hops && <Ladder hops={step.hops} />}
            {step.growth && <GrowthLadder walk={step.growth} />}
            <Changes step={step} />
          </div>
        </li>
      ))}
    </ol>
  );
}
