// What an account of some role sees of pages that others change things on.
// Plan: {"console", "name", "password", "paths": {name: path}, "pictures"}.
import { run } from './browser.js';
import { judge, logIn, openConsole, settle } from './console.js';

const textsOf = (locator) => locator.evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.innerText.trim()));

async function seen(page) {
  return {
    heading: await page.locator('#main').getByRole('heading').first().innerText(),
    text: await page.locator('#main').innerText(),
    buttons: await textsOf(page.locator('#main').getByRole('button')),
    links: await textsOf(page.locator('#main').getByRole('link')),
  };
}

await run(async (plan, open) => {
  const page = await openConsole(open, { locale: 'en-GB' });
  await page.goto(plan.console);
  await logIn(page, plan.name, plan.password);
  await page.locator('#main h1').waitFor();
  const pages = {};
  const wrong = [];
  for (const [name, path] of Object.entries(plan.paths)) {
    await page.goto(plan.console + path);
    wrong.push(...(await judge(page, plan, `${plan.name}-${name}`)));
    pages[name] = await seen(page);
  }
  await settle(page);
  const banner = page.locator('.auditor-banner');
  return {
    pages,
    wrong,
    navigation: await textsOf(page.getByRole('navigation', { name: 'Main' }).getByRole('link')),
    banner: (await banner.count()) ? await banner.innerText() : null,
  };
});
