// What the user chose, else what the browser says. Storage may be closed to us; then a choice lasts as long as the page.
import type { Language } from '../words/words';

export type ThemeChoice = 'light' | 'dark' | 'system';

function read(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null;
  }
}

export function keep(name: 'language' | 'theme', value: string) {
  try {
    localStorage.setItem(name, value);
  } catch {
    return;
  }
}

export function firstLanguage(): Language {
  const chosen = read('language');
  if (chosen === 'zh' || chosen === 'en') return chosen;
  return navigator.languages.find((tag) => /^(zh|en)\b/i.test(tag))?.toLowerCase().startsWith('en') ? 'en' : 'zh';
}

export function firstTheme(): ThemeChoice {
  const chosen = read('theme');
  return chosen === 'light' || chosen === 'dark' ? chosen : 'system';
}

const preferDark = matchMedia('(prefers-color-scheme: dark)');

export const isDark = (choice: ThemeChoice) => (choice === 'system' ? preferDark.matches : choice === 'dark');

export function onSystemTheme(handler: () => void): () => void {
  preferDark.addEventListener('change', handler);
  return () => preferDark.removeEventListener('change', handler);
}

export function showTheme(choice: ThemeChoice) {
  document.documentElement.setAttribute('theme-mode', isDark(choice) ? 'dark' : 'light');
}
