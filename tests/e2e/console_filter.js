// The merchants are filtered by the health of their tokens; the filter is the page's URL.
// Plan: {"console", "name", "password"}.
import { run } from './browser.js';
import { logIn, openConsole, settle } from './console.js';

const appids = (page) => page.locator('tbody tr').evaluateAll((rows) => rows.map((row) => /wx\w{16}/.exec(row.innerText)?.[0]));

async function listed(page) {
  await settle(page);
  return { url: new URL(page.url()).search, health: await page.getByLabel('Token').inputValue(), appids: await appids(page) };
}

await run(async (plan, open) => {
  const page = await openConsole(open, { locale: 'en-GB' });
  await page.goto(`${plan.console}/merchants`);
  await logIn(page, plan.name, plan.password);
  await page.getByRole('table', { name: 'Merchants' }).waitFor();
  const all = await listed(page);
  await page.getByLabel('Token').selectOption('Failing');
  await page.waitForURL('**/merchants?health=failing');
  const failing = await listed(page);
  await page.reload();
  const again = await listed(page);
  await page.goBack();
  const back = await listed(page);
  return { all, failing, again, back };
});
