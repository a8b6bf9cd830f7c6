// Where the log-in leads back to: a page of this console, whatever the URL says.
export function returnTarget(search: string): string {
  const to = new URLSearchParams(search).get('to') ?? '/';
  if (!to.startsWith('/') || /^\/[\\/]/.test(to) || to.startsWith('/login')) return '/';
  return to;
}
