import { useEffect, type ReactNode } from 'react';
import { Switches } from '../shell/switches';
import logo from '../theme/favicon.svg';
import { useWords } from '../words/words';

// A page without navigation: before the log-in, and while a password has to be changed.
export function LoneFrame({ title, children }: { title: string; children: ReactNode }) {
  const { shell } = useWords();
  useEffect(() => {
    document.title = `${title} · ${shell.product}`;
  }, [title, shell]);
  return (
    <div className="lone">
      <header className="lone__top">
        <Switches />
      </header>
      <main className="lone__card">
        <div className="lone__brand">
          <img src={logo} alt="" width="40" height="40" />
          <span>{shell.product}</span>
        </div>
        <h1>{title}</h1>
        {children}
      </main>
    </div>
  );
}
