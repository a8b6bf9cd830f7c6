import { DesktopIcon, MoonIcon, SunnyIcon, TranslateIcon } from 'tdesign-icons-react';
import { MenuButton } from '../parts/menu-button';
import type { ThemeChoice } from '../prefs/choice';
import { usePreferences } from '../prefs/preferences';
import { useWords, type Language } from '../words/words';

// Each language in its own words: who cannot read this one finds the other.
const LANGUAGES: Record<Language, string> = { zh: '简体中文', en: 'English' };
const THEME_ICON: Record<ThemeChoice, JSX.Element> = { light: <SunnyIcon />, dark: <MoonIcon />, system: <DesktopIcon /> };

export function Switches() {
  const { shell } = useWords();
  const { language, setLanguage, theme, setTheme } = usePreferences();
  return (
    <>
      <MenuButton
        label={`${shell.language}: ${LANGUAGES[language]}`}
        face={<><TranslateIcon /> {LANGUAGES[language]}</>}
        items={(['zh', 'en'] as const).map((key) => ({
          key,
          text: <span lang={key}>{LANGUAGES[key]}</span>,
          checked: key === language,
          onSelect: () => setLanguage(key),
        }))}
      />
      <MenuButton
        label={`${shell.theme}: ${shell.themes[theme]}`}
        face={THEME_ICON[theme]}
        items={(['light', 'dark', 'system'] as const).map((key) => ({
          key,
          text: <>{THEME_ICON[key]} {shell.themes[key]}</>,
          checked: key === theme,
          onSelect: () => setTheme(key),
        }))}
      />
    </>
  );
}
