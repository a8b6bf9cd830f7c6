import type { ReactNode } from 'react';
import { Link } from 'react-router-dom';
import { CheckCircleIcon, ErrorTriangleIcon } from 'tdesign-icons-react';
import type { Overview } from '../../api/types';
import { Panel } from '../../parts/panel';
import { wordFor } from '../../words/lookup';
import { useWords, type Words } from '../../words/words';

type Task = Overview['tasks'][number];

function textOf(task: Task, words: Words['overview']['tasks']): string {
  const text = words[task.kind];
  return typeof text === 'string' ? text : text(task.name || task.merchant || '');
}

function linkOf(task: Task): string | undefined {
  if (task.merchant) return `/merchants/${encodeURIComponent(task.merchant)}`;
  if (task.kind === 'invitation_ending') return '/invitations';
  if (task.kind === 'unwitnessed' || task.kind === 'stream_damaged') return '/audit/streams';
  return undefined;
}

export function Tasks({ tasks }: { tasks: Task[] }) {
  const all = useWords();
  const words = all.overview.tasks;
  const more = (task: Task): ReactNode => {
    const meaning = task.kind.startsWith('merchant_') && wordFor(all.codes.errcode, task.detail);
    if (meaning) return `${task.detail} ${meaning}`;
    return task.kind === 'invitation_ending' ? undefined : task.detail;
  };
  if (tasks.length === 0) {
    return (
      <div className="all-well">
        <CheckCircleIcon /> {words.none}
      </div>
    );
  }
  return (
    <Panel title={`${words.title} (${tasks.length})`} flush>
      <ul className="tasks">
        {tasks.map((task, i) => {
          const to = linkOf(task);
          const text = textOf(task, words);
          return (
            <li key={i} className={task.kind === 'invitation_ending' ? 'tasks__soft' : undefined}>
              <ErrorTriangleIcon />
              <span>{text}</span>
              <span className="quiet">{more(task)}</span>
              {to && <Link to={to} aria-label={`${words.open}: ${text}`}>{words.open}</Link>}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
