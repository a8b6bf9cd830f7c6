import { useEffect, useId, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';

export interface MenuItem {
  key: string;
  text: ReactNode;
  checked?: boolean;
  onSelect: () => void;
}

interface Props {
  label: string;
  face: ReactNode;
  head?: ReactNode;
  items: MenuItem[];
}

// Below the button and in line with its right edge; above it where there is no room.
function place(menu: HTMLElement, button: DOMRect) {
  const below = button.bottom + 6;
  const fits = below + menu.offsetHeight <= window.innerHeight;
  menu.style.top = `${fits ? below : Math.max(6, button.top - 6 - menu.offsetHeight)}px`;
  menu.style.left = `${Math.max(6, button.right - menu.offsetWidth)}px`;
}

// React 18 does not know the attribute. In the top layer no table or panel cuts the menu off.
const inTopLayer = { popover: 'manual' };

// A button with a menu below it: opens with click, Enter or the arrow down, closes with Escape or a click elsewhere.
export function MenuButton({ label, face, head, items }: Props) {
  const [open, setOpen] = useState(false);
  const root = useRef<HTMLDivElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const id = useId();
  const entries = () => [...(list.current?.querySelectorAll<HTMLElement>('[role^=menuitem]') ?? [])];

  useEffect(() => {
    const menu = list.current;
    if (!open || !menu || !root.current) return;
    menu.showPopover();
    place(menu, root.current.getBoundingClientRect());
    entries()[0]?.focus();
    const outside = (event: Event) => !root.current?.contains(event.target as Node) && setOpen(false);
    const away = () => setOpen(false);
    document.addEventListener('pointerdown', outside);
    document.addEventListener('focusin', outside);
    window.addEventListener('scroll', away, true);
    window.addEventListener('resize', away);
    return () => {
      menu.hidePopover();
      document.removeEventListener('pointerdown', outside);
      document.removeEventListener('focusin', outside);
      window.removeEventListener('scroll', away, true);
      window.removeEventListener('resize', away);
    };
  }, [open]);

  const close = () => {
    setOpen(false);
    root.current?.querySelector('button')?.focus();
  };
  const onKey = (event: KeyboardEvent) => {
    if (!open) {
      if (event.key === 'ArrowDown') {
        event.preventDefault();
        setOpen(true);
      }
      return;
    }
    const all = entries();
    const at = all.indexOf(document.activeElement as HTMLElement);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: all.length - 1 }[event.key];
    if (event.key === 'Escape') close();
    else if (to !== undefined) all[(to + all.length) % all.length]?.focus();
    else return;
    event.preventDefault();
  };
  return (
    <div className="menu" ref={root} onKeyDown={onKey}>
      <button type="button" className="menu__button" aria-label={label} aria-haspopup="menu" aria-expanded={open} aria-controls={id} onClick={() => setOpen(!open)}>
        {face}
      </button>
      <div className="menu__list" ref={list} {...inTopLayer}>
        {head}
        <ul role="menu" id={id} aria-label={label}>
          {items.map((item) => (
            <li key={item.key} role="none">
              <button
                type="button"
                role={item.checked === undefined ? 'menuitem' : 'menuitemradio'}
                aria-checked={item.checked}
                tabIndex={-1}
                onClick={() => {
                  close();
                  item.onSelect();
                }}
              >
                {item.text}
              </button>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}
