import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import 'tdesign-react/es/style/index.css';
import './theme/theme.css';
import './theme/shell.css';
import './theme/parts.css';
import { App } from './app';
import { firstLanguage, firstTheme, showTheme } from './prefs/choice';
import { loadWords } from './words/words';

// Before anything is drawn: the right background, and the words on their way.
showTheme(firstTheme());
void loadWords(firstLanguage());

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
