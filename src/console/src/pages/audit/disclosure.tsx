import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import { ChevronDownIcon } from 'tdesign-icons-react';

interface Props {
  label: string;
  // What is chosen now.
  face: string;
  // Set apart: it narrows what is found.
  active?: boolean;
  children: (close: () => void) => ReactNode;
}

// A button with a panel below it, for more than a menu can hold. Escape and a click elsewhere close it.
export function Disclosure({ label, face, active, children }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const id = useId();

  useEffect(() => {
    if (!open) return;
    root.current?.querySelector<HTMLElement>('[data-first], .disclosure__panel :is(input, button, select)')?.focus();
    // A click on what takes no focus, such as a label, focuses what is around the panel: that is not elsewhere.
    const outside = (event: Event): void => {
      const target = event.target as Node;
      if (!root.current?.contains(target) && !(event.type === 'focusin' && target.contains(root.current))) setOpen(false);
    };
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    return () => {
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
    };
  }, [open]);

  const close = (): void => {
    setOpen(false);
    root.current?.querySelector('button')?.focus();
  };
  const onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !open) return;
    event.stopPropagation();
    close();
  };
  return (
    <div className="disclosure" ref={root} onKeyDown={onKey}>
      <button
        type="button"
        className={active ? 'disclosure__button disclosure__button--active' : 'disclosure__button'}
        aria-expanded={open}
        aria-controls={id}
        aria-label={`${label}: ${face}`}
        onClick={() => setOpen(!open)}
      >
        <span className="disclosure__face">{face}</span>
        <ChevronDownIcon />
      </button>
      <div className="disclosure__panel" id={id} role="group" aria-label={label} hidden={!open}>
        {open && children(close)}
      </div>
    </div>
  );
}
