// The key that the reader trusts, in this browser only. All that show it change together.
import { useSyncExternalStore } from 'react';
import { attempt } from '../../../proof/failure';
import { parseKeyFile, type KeyFile } from '../../../proof/trust';

const name = 'trusted-audit-key';
const listeners = new Set<() => void>();
let current = read();

interface Kept {
  text: string;
  file: KeyFile | undefined;
}

function kept(text: string): Kept {
  const file = attempt(() => parseKeyFile(text));
  return 'value' in file && file.value.keys.length > 0 ? { text, file: file.value } : { text: '', file: undefined };
}

function read(): Kept {
  try {
    return kept(localStorage.getItem(name) ?? '');
  } catch {
    return kept('');
  }
}

function change(next: Kept): void {
  current = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void): () => void {
  const elsewhere = (event: StorageEvent): void => {
    if (event.key === name) change(kept(event.newValue ?? ''));
  };
  listeners.add(listener);
  addEventListener('storage', elsewhere);
  return () => {
    listeners.delete(listener);
    removeEventListener('storage', elsewhere);
  };
}

export function useTrustedKey(): KeyFile | undefined {
  return useSyncExternalStore(subscribe, () => current).file;
}

// Storage may be closed to us; then the key lasts as long as the page.
export function keepTrustedKey(text: string): void {
  change(kept(text));
  try {
    if (text) localStorage.setItem(name, text);
    else localStorage.removeItem(name);
  } catch {
    return;
  }
}
