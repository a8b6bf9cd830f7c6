// The one way to the API: the session's CSRF token, the language of the words, problems as exceptions.
import createClient from 'openapi-fetch';
import { Problem, asProblem, problemFrom } from './problem';
import type { paths } from './schema';
import type { SessionAnswer } from './types';

let csrfToken = '';
let language = 'zh-CN';
let onLoginRequired = () => {};
let onPasswordRequired = () => {};

export function setCsrfToken(token: string) {
  csrfToken = token;
}
export function setApiLanguage(tag: string) {
  language = tag;
}
// What is done when nobody is logged in any more, and when somebody else gave the account another password.
export function setRefusalHandlers(loginRequired: () => void, passwordRequired: () => void) {
  onLoginRequired = loginRequired;
  onPasswordRequired = passwordRequired;
}

const isChange = (method: string) => !['GET', 'HEAD'].includes(method);

function withHeaders(request: Request): Request {
  const headers = new Headers(request.headers);
  headers.set('Accept-Language', language);
  if (isChange(request.method) && csrfToken) headers.set('X-CSRF-Token', csrfToken);
  return new Request(request, { headers });
}

async function codeOf(response: Response): Promise<string | undefined> {
  const body: unknown = await response.clone().json().catch(() => null);
  return (body as { code?: string } | null)?.code;
}

// Another tab may have logged in anew: the cookie is shared, the token is not. It is fetched and the request sent once more.
async function refreshToken(): Promise<boolean> {
  const response = await fetch('/api/v1/session', { headers: { 'Accept-Language': language } });
  if (!response.ok) return false;
  const { csrf_token } = (await response.json()) as SessionAnswer;
  const changed = csrf_token !== csrfToken;
  csrfToken = csrf_token;
  return changed;
}

async function send(request: Request): Promise<Response> {
  const again = request.clone();
  let response = await fetch(withHeaders(request));
  if (response.status === 403 && (await codeOf(response)) === 'csrf_token_invalid' && (await refreshToken())) {
    response = await fetch(withHeaders(again));
  }
  if (response.status === 401 && (await codeOf(response)) === 'login_required') onLoginRequired();
  if (response.status === 403 && (await codeOf(response)) === 'password_change_required') onPasswordRequired();
  return response;
}

export const api = createClient<paths>({ baseUrl: location.origin, fetch: send });

interface Answer<T> {
  data?: T;
  error?: unknown;
  response: Response;
}

// Gives what was answered, or throws a Problem. An abandoned request throws its AbortError.
export async function call<T>(answer: Promise<Answer<T>>): Promise<T> {
  let got: Answer<T>;
  try {
    got = await answer;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw error instanceof SyntaxError ? new Problem('unreadable', 0, '') : asProblem(error);
  }
  if (!got.response.ok) throw problemFrom(got.error, got.response);
  return got.data as T;
}
