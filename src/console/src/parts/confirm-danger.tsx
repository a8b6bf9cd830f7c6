import { useState, type ReactNode } from 'react';
import { Button } from './button';
import { useAction } from '../api/use-action';
import { useWords } from '../words/words';
import { Field } from './field';
import { Overlay } from './overlay';
import { ProblemNotice } from './problem-notice';
import { TextInput } from './text-input';

interface Props {
  open: boolean;
  title: string;
  // What will happen, one sentence each.
  consequences: ReactNode[];
  confirm: string;
  // Most acts are dangerous; taking one back is not.
  theme?: 'danger' | 'primary';
  // Asked for and handed to `act`, such as the reason that stands in the log.
  ask?: { label: string; hint?: string; required?: boolean; type?: 'text' | 'password' };
  act: (answer: string) => Promise<unknown>;
  onDone: () => void;
  onClose: () => void;
}

export function ConfirmDanger({ open, title, consequences, confirm, theme = 'danger', ask, act, onDone, onClose }: Props) {
  const { common } = useWords();
  const [answer, setAnswer] = useState('');
  const action = useAction(async (text: string) => {
    await act(text);
    return true;
  });
  const leave = () => {
    setAnswer('');
    action.clear();
    onClose();
  };
  const run = async () => {
    if (!(await action.run(answer.trim()))) return;
    setAnswer('');
    onDone();
    onClose();
  };
  const ready = !ask?.required || answer.trim() !== '';
  return (
    <Overlay
      open={open}
      title={title}
      onClose={leave}
      width={480}
      footer={
        <>
          <Button variant="outline" onClick={leave}>
            {common.cancel}
          </Button>
          <Button theme={theme} loading={action.busy} disabled={!ready} onClick={() => void run()}>
            {confirm}
          </Button>
        </>
      }
    >
      <ul className="consequences">
        {consequences.map((text, i) => (
          <li key={i}>{text}</li>
        ))}
      </ul>
      {ask && (
        <Field label={ask.label} hint={ask.hint} required={ask.required}>
          {(props) => <TextInput {...props} type={ask.type ?? 'text'} value={answer} onChange={setAnswer} />}
        </Field>
      )}
      <ProblemNotice problem={action.problem} />
    </Overlay>
  );
}
