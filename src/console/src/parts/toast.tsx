// Short messages that say what was done; read out by screen readers, gone by themselves.
import { createContext, useCallback, useContext, useRef, useState, type ReactNode } from 'react';
import { createPortal } from 'react-dom';
import { CheckCircleIcon, ErrorCircleIcon } from 'tdesign-icons-react';

type Tone = 'success' | 'error';
type Show = (text: string, tone?: Tone) => void;

const Context = createContext<Show>(() => {});

// The top layer hides what is behind an open <dialog>: messages go into the dialog then.
const host = () => [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;

export function Toasts({ children }: { children: ReactNode }) {
  const [items, setItems] = useState<{ id: number; text: string; tone: Tone; at: Element }[]>([]);
  const next = useRef(0);
  const show = useCallback<Show>((text, tone = 'success') => {
    const id = next.current++;
    setItems((old) => [...old.slice(-2), { id, text, tone, at: host() }]);
    setTimeout(() => setItems((old) => old.filter((item) => item.id !== id)), tone === 'error' ? 6000 : 2500);
  }, []);
  const at = items.at(-1)?.at ?? document.body;
  return (
    <Context.Provider value={show}>
      {children}
      {createPortal(
        <div className="toasts" role="status" aria-live="polite">
          {items.map((item) => (
            <div key={item.id} className={`toast toast--${item.tone}`}>
              {item.tone === 'success' ? <CheckCircleIcon /> : <ErrorCircleIcon />}
              <span>{item.text}</span>
            </div>
          ))}
        </div>,
        at.isConnected ? at : document.body,
      )}
    </Context.Provider>
  );
}

export const useToast = () => useContext(Context);
