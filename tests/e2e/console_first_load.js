// What comes over the wire before the first page stands, and how long that takes.
// Plan: {"console", "name", "password"}.
import { run } from './browser.js';
import { logIn, openConsole, settle } from './console.js';

// When there is something to type into, by the page's own clock.
function watchForInput() {
  new MutationObserver((_, watch) => {
    if (!document.querySelector('input[autocomplete=username]')) return;
    performance.mark('interactive');
    watch.disconnect();
  }).observe(document, { childList: true, subtree: true });
}

const measure = (page) =>
  page.evaluate(() => ({
    scripts: performance
      .getEntriesByType('resource')
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .map(({ name, encodedBodySize, decodedBodySize }) => ({ name: new URL(name).pathname, encodedBodySize, decodedBodySize })),
    interactive: performance.getEntriesByName('interactive')[0]?.startTime,
    painted: performance.getEntriesByName('first-contentful-paint')[0]?.startTime,
  }));

await run(async (plan, open) => {
  const page = await openConsole(open, { locale: 'zh-CN' });
  await page.addInitScript(watchForInput);
  await page.goto(plan.console);
  await settle(page);
  const logInPage = await measure(page);
  await logIn(page, plan.name, plan.password);
  await page.locator('#main h1').waitFor();
  await settle(page);
  return { logInPage, overview: await measure(page) };
});
