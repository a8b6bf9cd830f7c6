import type { ReactNode } from 'react';

interface Props {
  title?: string;
  note?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  flush?: boolean;
}

// A titled part of a page. `flush`: what is inside goes to the edge, as tables do.
export function Panel({ title, note, actions, children, flush }: Props) {
  return (
    <section className={flush ? 'panel panel--flush' : 'panel'}>
      {(title || actions) && (
        <header className="panel__head">
          <div>
            {title && <h2>{title}</h2>}
            {note && <div className="panel__note">{note}</div>}
          </div>
          {actions && <div className="panel__actions">{actions}</div>}
        </header>
      )}
      <div className="panel__body">{children}</div>
    </section>
  );
}

// Names and values, one below the other.
export function Facts({ facts }: { facts: { name: string; value: ReactNode }[] }) {
  return (
    <dl className="facts">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
