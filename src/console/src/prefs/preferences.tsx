// Language and appearance, for the whole console and for TDesign.
import { createContext, useContext, useEffect, useMemo, useState, type ReactNode } from 'react';
import { ConfigProvider } from 'tdesign-react';
import enUS from 'tdesign-react/es/locale/en_US';
import zhCN from 'tdesign-react/es/locale/zh_CN';
import { setApiLanguage } from '../api/client';
import { LANGUAGE_TAG, WordsContext, loadWords, type Language, type Words } from '../words/words';
import { firstLanguage, firstTheme, isDark, keep, onSystemTheme, showTheme, type ThemeChoice } from './choice';

interface Value {
  language: Language;
  setLanguage: (language: Language) => void;
  theme: ThemeChoice;
  setTheme: (theme: ThemeChoice) => void;
  dark: boolean;
}

const Context = createContext<Value | undefined>(undefined);

export function Preferences({ children }: { children: ReactNode }) {
  const [wanted, setWanted] = useState<Language>(firstLanguage);
  const [spoken, setSpoken] = useState<{ language: Language; words: Words }>();
  const [failed, setFailed] = useState(false);
  const [theme, setThemeState] = useState<ThemeChoice>(firstTheme);
  const [dark, setDark] = useState(() => isDark(theme));

  useEffect(() => {
    let gone = false;
    loadWords(wanted).then(
      (words) => {
        if (gone) return;
        document.documentElement.lang = LANGUAGE_TAG[wanted];
        setApiLanguage(LANGUAGE_TAG[wanted]);
        setSpoken({ language: wanted, words });
      },
      () => !gone && setFailed(true),
    );
    return () => {
      gone = true;
    };
  }, [wanted]);

  useEffect(() => {
    const show = () => {
      showTheme(theme);
      setDark(isDark(theme));
    };
    show();
    return onSystemTheme(show);
  }, [theme]);

  const language = spoken?.language ?? wanted;
  const value = useMemo<Value>(
    () => ({
      language,
      setLanguage: (next) => {
        keep('language', next);
        setWanted(next);
      },
      theme,
      setTheme: (next) => {
        keep('theme', next);
        setThemeState(next);
      },
      dark,
    }),
    [language, theme, dark],
  );

  // Without words there are none to say so in: an update took the file away, or the gateway is gone.
  if (!spoken) return failed ? <p className="alone">网关无法连接，请刷新页面 · The gateway cannot be reached; reload the page</p> : null;
  return (
    <Context.Provider value={value}>
      <WordsContext.Provider value={spoken.words}>
        <ConfigProvider globalConfig={language === 'zh' ? zhCN : enUS}>{children}</ConfigProvider>
      </WordsContext.Provider>
    </Context.Provider>
  );
}

export function usePreferences(): Value {
  const value = useContext(Context);
  if (!value) throw new Error('outside of Preferences');
  return value;
}
