// What the scenarios of the web console share: coming in, waiting for a page, judging it.
import fs from 'node:fs';
import { createRequire } from 'node:module';
import { overflows } from './browser.js';

export const WINDOW = { viewport: { width: 1280, height: 800 } };

const AXE = fs.readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
// Everything that axe knows of WCAG 2.2 A and AA; and of that what colours alone decide.
export const WCAG = { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22a', 'wcag22aa'] };
export const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] };

const requests = new WeakMap();

// A page whose requests are counted while they are under way.
export async function openConsole(open, options, beside) {
  const page = await open({ ...WINDOW, ...options }, beside);
  const under = new Set();
  page.on('request', (request) => {
    // Whatever the document before asked for is nobody's any more.
    if (request.isNavigationRequest() && request.frame() === page.mainFrame()) under.clear();
    under.add(request);
  });
  for (const event of ['requestfinished', 'requestfailed']) page.on(event, (request) => under.delete(request));
  requests.set(page, under);
  return page;
}

// In whatever language the page is. Keys alone: what can be typed can be done without a mouse.
export async function logIn(page, name, password) {
  await page.locator('input[autocomplete=username]').fill(name);
  await page.keyboard.press('Tab');
  await page.keyboard.type(password);
  await page.keyboard.press('Enter');
}

const isMoving = () =>
  document.querySelector('.loading, .waiting, .chart-place, [aria-busy=true]') !== null ||
  document.getAnimations().some((one) => one.playState === 'running' && one.effect?.getComputedTiming().iterations === 1);

// Until the page was painted twice: what a change sets off has begun by then.
const painted = () => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(() => resolve())));

// Nothing is under way, nothing is being read, nothing moves.
export async function settle(page) {
  const end = Date.now() + 30_000;
  for (let calm = 0; calm < 2; ) {
    if (Date.now() > end) throw new Error(`${page.url()} does not come to rest`);
    const busy = requests.get(page).size > 0 || (await page.evaluate(isMoving));
    calm = busy ? 0 : calm + 1;
    await page.evaluate(painted);
  }
}

// By axe, each as a text.
async function violations(page, rules) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(AXE);
  return page.evaluate(async (runOnly) => {
    const { violations: found } = await window.axe.run({ runOnly, resultTypes: ['violations'] });
    return found.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`));
  }, rules);
}

// What is wrong with how the page stands, each as a text; a picture of it goes to the plan's folder.
export async function judge(page, plan, name, { rules = WCAG, fullPage = false } = {}) {
  await settle(page);
  const wrong = (await violations(page, rules)).map((text) => `${name}: ${text}`);
  if (await overflows(page)) wrong.push(`${name}: wider than the window`);
  // Without what Playwright would put into the page to hide the caret: the policy takes no style of strangers.
  await page.screenshot({ path: `${plan.pictures}/${name}.png`, caret: 'initial', fullPage });
  return wrong;
}

const MENUS = { language: /^(Language|语言): /, theme: /^(Appearance|外观): / };
const CHOICES = { zh: '简体中文', en: 'English', light: /^(Light|浅色)$/, dark: /^(Dark|深色)$/ };

// By the page's own switches, where it is not so already.
export async function choose(page, menu, choice) {
  const [attribute, value] = menu === 'theme' ? ['theme-mode', choice] : ['lang', choice === 'zh' ? 'zh-CN' : 'en'];
  if ((await page.locator('html').getAttribute(attribute)) === value) return;
  await page.getByRole('button', { name: MENUS[menu] }).click();
  await page.getByRole('menuitemradio', { name: CHOICES[choice] }).click();
  await page.locator(`html[${attribute}="${value}"]`).waitFor({ state: 'attached' });
}
