// A refusal or failure of the API (RFC 9457), or of the way to it.
import type { components } from './schema';

type Body = components['schemas']['Problem'];
export type ProblemCode = Body['code'] | 'unreachable' | 'unreadable';

export class Problem extends Error {
  override name = 'Problem';

  constructor(
    readonly code: ProblemCode,
    readonly status: number,
    readonly detail: string,
    readonly body: Partial<Body> = {},
    readonly retryAfterSeconds?: number,
  ) {
    super(detail);
  }

  get requestId(): string | undefined {
    return this.body.request_id;
  }
}

function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && 'code' in value && 'detail' in value;
}

export function problemFrom(body: unknown, response: Response): Problem {
  const wait = Number(response.headers.get('Retry-After') ?? NaN);
  const seconds = Number.isFinite(wait) ? wait : undefined;
  if (isBody(body)) return new Problem(body.code, body.status, body.detail, body, seconds);
  return new Problem('unreadable', response.status, '', {}, seconds);
}

export function asProblem(error: unknown): Problem {
  return error instanceof Problem ? error : new Problem('unreachable', 0, '');
}
