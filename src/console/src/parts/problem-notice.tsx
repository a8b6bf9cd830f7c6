import { Alert } from 'tdesign-react';
import type { Problem } from '../api/problem';
import { useWords } from '../words/words';
import { Button } from './button';
import { CopyId } from './copy-id';

interface Props {
  problem: Problem | undefined;
  onRetry?: () => void;
}

// What went wrong, in the words of the gateway, with the request id that its log knows.
export function ProblemNotice({ problem, onRetry }: Props) {
  const { common } = useWords();
  if (!problem) return null;
  const own = { unreachable: common.problem.unreachable, unreadable: common.problem.unreadable };
  const detail = problem.detail || own[problem.code as keyof typeof own] || problem.code;
  return (
    <div role="alert" className="problem">
      <Alert
        theme="error"
        title={problem.code === 'permission_denied' ? common.problem.permission : (problem.body.title ?? common.problem.title)}
        message={
          <div className="problem__body">
            <p>
              {detail}
              {problem.retryAfterSeconds !== undefined && ` ${common.retryAfter(problem.retryAfterSeconds)}`}
            </p>
            <div className="problem__foot">
              <code>{problem.code}</code>
              {problem.requestId && (
                <span>
                  {common.requestId} <CopyId text={problem.requestId} />
                </span>
              )}
              {onRetry && (
                <Button size="small" variant="outline" onClick={onRetry}>
                  {common.retry}
                </Button>
              )}
            </div>
          </div>
        }
      />
    </div>
  );
}
