// Dialogs and drawers on the browser's own <dialog>: it keeps the focus inside, gives it back, and closes on Escape. A
// click beside it closes a drawer only: a dialog may hold what was typed.
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { CloseIcon } from 'tdesign-icons-react';
import { useWords } from '../words/words';

interface Props {
  open: boolean;
  title: string;
  onClose: () => void;
  children: ReactNode;
  footer?: ReactNode;
  kind?: 'dialog' | 'drawer';
  width?: number;
  // Escape does nothing: what is shown would be lost.
  stays?: boolean;
}

export function Overlay(props: Props) {
  return props.open ? <OpenOverlay {...props} /> : null;
}

function OpenOverlay({ title, onClose, children, footer, kind = 'dialog', width = 560, stays }: Props) {
  const { common } = useWords();
  const element = useRef<HTMLDialogElement>(null);
  const id = useId();
  useEffect(() => {
    const dialog = element.current;
    const before = document.activeElement as HTMLElement | null;
    if (dialog && !dialog.open) dialog.showModal();
    // Who opens a form means to fill it in.
    dialog?.querySelector<HTMLElement>('.overlay__body :is(input, select, textarea)')?.focus();
    return () => {
      dialog?.close();
      before?.focus?.();
    };
  }, []);
  return (
    <dialog
      ref={element}
      className={`overlay overlay--${kind}`}
      style={{ width }}
      aria-labelledby={id}
      onKeyDown={(event) => stays && event.key === 'Escape' && event.preventDefault()}
      onCancel={(event) => {
        if (!event.cancelable) return;
        event.preventDefault();
        if (!stays) onClose();
      }}
      // A browser lets nobody keep a dialog from closing twice in a row.
      onClose={() => {
        if (element.current?.open) return;
        if (stays) element.current?.showModal();
        else onClose();
      }}
      onMouseDown={(event) => event.target === element.current && kind === 'drawer' && onClose()}
    >
      <div className="overlay__frame">
        <header className="overlay__head">
          <h2 id={id}>{title}</h2>
          {!stays && (
            <button type="button" className="icon-button" aria-label={common.close} onClick={onClose}>
              <CloseIcon />
            </button>
          )}
        </header>
        <div className="overlay__body">{children}</div>
        {footer && <footer className="overlay__foot">{footer}</footer>}
      </div>
    </dialog>
  );
}
