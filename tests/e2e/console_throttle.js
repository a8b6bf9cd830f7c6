// Wrong passwords, until the log-in page asks for patience.
// Plan: {"console", "name", "password": a wrong one, "pictures"}.
import { run } from './browser.js';
import { judge, logIn, openConsole } from './console.js';

async function scenario(plan, open) {
  const page = await openConsole(open, { locale: 'zh-CN' });
  await page.goto(plan.console);
  const told = [];
  const wrong = [];
  while (told.length < 10 && !told.at(-1)?.includes('login_throttled')) {
    const answer = page.waitForResponse('**/api/v1/session');
    await logIn(page, plan.name, plan.password);
    await answer;
    const alert = page.getByRole('alert');
    await alert.waitFor();
    if (told.length === 0) wrong.push(...(await judge(page, plan, 'refused')));
    told.push(await alert.innerText());
  }
  wrong.push(...(await judge(page, plan, 'throttled')));
  return { told, wrong };
}

await run(scenario, [
  /^401: POST .*\/api\/v1\/session$/, /^console: .* 401 .*\/api\/v1\/session\)$/,
  /^429: POST .*\/api\/v1\/session$/, /^console: .* 429 .*\/api\/v1\/session\)$/,
]);
