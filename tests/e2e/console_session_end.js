// A session is ended from another browser: the log-in page comes, and leads back to where one was.
// Plan: {"console", "name", "password", "path"}.
import { run } from './browser.js';
import { logIn, openConsole, settle } from './console.js';

async function enter(open, plan, path) {
  const page = await openConsole(open, { locale: 'en-GB' });
  await page.goto(plan.console + path);
  await logIn(page, plan.name, plan.password);
  await page.locator('#main h1').waitFor();
  await settle(page);
  return page;
}

const here = (page) => page.url().slice(new URL(page.url()).origin.length);

async function scenario(plan, open) {
  const page = await enter(open, plan, plan.path);
  const before = here(page);
  const other = await enter(open, plan, '/account');
  await other.getByRole('button', { name: 'End all others' }).click();
  const dialog = other.getByRole('dialog');
  await dialog.getByRole('button', { name: 'End all others' }).click();
  await dialog.waitFor({ state: 'detached' });

  await page.getByRole('tab', { name: 'Usage' }).click();
  await page.getByText('Your session has ended.').waitFor();
  const asked = here(page);
  await logIn(page, plan.name, plan.password);
  await page.getByRole('tab', { name: 'Usage', selected: true }).waitFor();
  await settle(page);
  const after = here(page);

  await page.getByRole('button', { name: /^Account: / }).click();
  await page.getByRole('menuitem', { name: 'Log out' }).click();
  await page.getByRole('heading', { name: 'Log in to the console' }).waitFor();
  const out = { at: here(page), told: await page.getByText('Your session has ended.').count() };
  await page.goBack();
  await page.getByRole('heading', { name: 'Log in to the console' }).waitFor();
  return { before, asked, after, out };
}

// What the tab asks for when nobody is logged in any more.
await run(scenario, [/^401: GET .*\/api\/v1\/audit\/(usage|histogram)\?/, /^console: .* 401 .*\/api\/v1\/audit\/(usage|histogram)\?/]);
