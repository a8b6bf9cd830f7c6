import type { ReactNode } from 'react';
import { Button } from './button';
import { ErrorTriangleIcon } from 'tdesign-icons-react';
import { Overlay } from './overlay';

interface Props {
  title: string;
  warning: string;
  done: string;
  onDone: () => void;
  children: ReactNode;
  width?: number;
}

// For secrets that cannot be seen again: only the button closes it, so that nobody loses one by a stray click.
export function ShownOnce({ title, warning, done, onDone, children, width = 600 }: Props) {
  return (
    <Overlay open stays title={title} onClose={onDone} width={width} footer={<Button onClick={onDone}>{done}</Button>}>
      <div className="once">
        <div className="once__note" role="note">
          <ErrorTriangleIcon /> {warning}
        </div>
        {children}
      </div>
    </Overlay>
  );
}
