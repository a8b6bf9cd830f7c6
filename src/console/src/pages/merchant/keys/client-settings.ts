// What a merchant's system is set up with.

// The public listener's address as the outside knows it, or one that is to be replaced.
export function publicOrigin(settings: readonly { name: string; value: string }[]): { origin: string; known: boolean } {
  const value = settings.find(({ name }) => name === 'platform.public_url')?.value.replace(/\/+$/, '');
  return value ? { origin: value, known: true } : { origin: 'https://gateway.example.com', known: false };
}

// For a POSIX shell. A key has no character that it would touch.
export function curlLine(origin: string, apiKey: string): string {
  return [
    `curl ${origin}/v1/codeactivequery \\`,
    `  -H 'Authorization: Bearer ${apiKey}' \\`,
    `  -H 'Content-Type: application/json' \\`,
    `  -d '{"code_url":"P.URL.CN/0U.JYJXP3HJI2C98A9O"}'`,
  ].join('\n');
}
