import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import 'tdesign-react/es/style/index.css';
import './theme/theme.css';
import './theme/shell.css';
import './theme/parts.css';
import { hasBegun } from './api/begun';
import { App } from './app';
import { firstLanguage, firstTheme, showTheme } from './prefs/choice';
import { loadWords } from './words/words';

// Before anything is drawn: the right background, and on their way the words and what a session will show.
showTheme(firstTheme());
void loadWords(firstLanguage());
if (hasBegun()) void import('./shell/shell');

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App />
  </StrictMode>,
);
