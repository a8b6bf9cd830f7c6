// The words of the chosen language. Each is a chunk of its own: only the one that is read is loaded.
import { createContext, useContext } from 'react';
import type { Same } from './same';
import type { zh } from './zh';

export type Words = Same<typeof zh>;
export type Language = 'zh' | 'en';
export const LANGUAGE_TAG: Record<Language, string> = { zh: 'zh-CN', en: 'en' };

export async function loadWords(language: Language): Promise<Words> {
  return language === 'zh' ? (await import('./zh')).zh : (await import('./en')).en;
}

export const WordsContext = createContext<Words | undefined>(undefined);

export function useWords(): Words {
  const words = useContext(WordsContext);
  if (!words) throw new Error('no words');
  return words;
}
