// A merchant's administrator follows a link, consents at WeChat and reads what came of it.
// Plan: {"link", "locale", "device": "computer" or "phone", "appid", "ends": the last page's heading, "pictures"}.
import { devices } from 'playwright-core';
import { overflows, run } from './browser.js';

async function see(page, plan, name) {
  await page.screenshot({ path: `${plan.pictures}/${plan.locale}-${name}.png`, fullPage: true });
  return {
    heading: await page.locator('h1').innerText(),
    language: await page.locator('html').getAttribute('lang'),
    text: await page.locator('main').innerText(),
    overflows: await overflows(page),
  };
}

await run(async (plan, open) => {
  const device = plan.device === 'phone' ? devices['Pixel 7'] : { viewport: { width: 1280, height: 800 } };
  const page = await open({ ...device, locale: plan.locale });
  await page.goto(plan.link);
  const welcome = await see(page, plan, 'welcome');

  await page.locator(`.way.${plan.device} a`).click();
  await page.locator(`input[name=appid][value=${plan.appid}]`).check();
  const consent = await see(page, plan, 'consent');
  await page.locator('form button').click();

  await page.getByRole('heading', { name: plan.ends }).waitFor();
  const result = await see(page, plan, 'result');
  return { welcome, consent, result, cookies: await page.context().cookies() };
});
