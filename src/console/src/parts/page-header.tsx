import { useEffect, type ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { ChevronLeftIcon } from 'tdesign-icons-react';
import { useWords } from '../words/words';

interface Props {
  title: string;
  // Beside the title: tags.
  mark?: ReactNode;
  description?: ReactNode;
  actions?: ReactNode;
  back?: { to: string; text: string };
}

export function PageHeader({ title, mark, description, actions, back }: Props) {
  const words = useWords();
  useEffect(() => {
    document.title = `${title} · ${words.shell.product}`;
  }, [title, words]);
  return (
    <header className="page-header">
      <div className="page-header__main">
        {back && (
          <Link className="page-header__back" to={back.to}>
            <ChevronLeftIcon /> {back.text}
          </Link>
        )}
        <div className="page-header__line">
          <h1>{title}</h1>
          {mark}
        </div>
        {description && <div className="page-header__text">{description}</div>}
      </div>
      {actions && <div className="page-header__actions">{actions}</div>}
    </header>
  );
}
