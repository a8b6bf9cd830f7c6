import { Link } from 'react-router-dom';
import { CheckCircleIcon, ErrorTriangleIcon } from 'tdesign-icons-react';
import type { Overview } from '../../api/types';
import { Panel } from '../../parts/panel';
import { Time } from '../../parts/time';
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
  if (task.kind === 'stream_damaged') return `/audit/streams?day=${task.detail ?? ''}`;
  return task.kind === 'unwitnessed' ? '/audit/streams' : undefined;
}

// What the task's detail is depends on its kind: an errcode, the end of an invitation, a day, or a reason.
function More({ task }: { task: Task }) {
  const { overview, codes } = useWords();
  if (!task.detail) return null;
  if (task.kind === 'unwitnessed') return <>{wordFor(overview.witnessReasons, task.detail)}</>;
  if (task.kind === 'invitation_ending') return <>{overview.tasks.until} <Time at={task.detail} precision="minute" /></>;
  const errcode = task.merchant ? /-?\d+/.exec(task.detail)?.[0] : undefined;
  return <>{errcode ? `${errcode} ${wordFor(codes.errcode, errcode) ?? ''}` : task.detail}</>;
}

export function Tasks({ tasks }: { tasks: Task[] }) {
  const words = useWords().overview.tasks;
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
              <span className="quiet"><More task={task} /></span>
              {to && <Link to={to} aria-label={`${words.open}: ${text}`}>{words.open}</Link>}
            </li>
          );
        })}
      </ul>
    </Panel>
  );
}
