// An admin invites a merchant, who consents at WeChat's page; the admin makes a key for it.
// Plan: {"console", "name", "password", "appid", "merchant": its name, "pictures"}.
import { run } from './browser.js';
import { judge, logIn, openConsole, settle } from './console.js';

async function invite(page, plan, wrong) {
  await page.getByRole('link', { name: 'Merchants', exact: true }).first().click();
  await page.getByText('No merchant has authorised yet').waitFor();
  await page.getByRole('button', { name: 'Invite a merchant' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('For whom').fill('Demo');
  await dialog.getByRole('button', { name: 'Make the link' }).click();
  await dialog.getByRole('img', { name: 'QR code of the link' }).waitFor();
  wrong.push(...(await judge(page, plan, 'invitation')));
  const link = await dialog.getByLabel('Link', { exact: true }).innerText();
  for (let times = 0; times < 3; times++) await page.keyboard.press('Escape'); // it is not lost by a stray key
  await dialog.getByRole('button', { name: 'I have saved it' }).click();
  await dialog.waitFor({ state: 'detached' });
  return link;
}

async function consent(page, link, appid) {
  await page.goto(link);
  await page.locator('.way.computer a').click();
  await page.locator(`input[name=appid][value=${appid}]`).check();
  await page.locator('form button').click();
  await page.getByRole('heading', { name: 'Your account is connected' }).waitFor();
}

async function makeKey(page, plan, name, wrong) {
  await page.getByRole('tab', { name: 'API keys' }).click();
  await page.getByRole('button', { name: 'New key' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  await dialog.getByText('Enter a name').waitFor();
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByRole('button', { name: 'Make the key' }).click();
  await dialog.getByRole('button', { name: 'Copy API key', exact: true }).click();
  await page.getByText('Copied').waitFor();
  wrong.push(...(await judge(page, plan, 'key')));
  const key = await dialog.getByLabel('API key', { exact: true }).innerText();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  const curl = await dialog.getByLabel('curl', { exact: true }).innerText();
  await dialog.getByRole('button', { name: 'I have saved the key' }).click();
  await page.getByRole('row', { name }).waitFor();
  await settle(page);
  return { key, copied, curl, after: await page.content() };
}

await run(async (plan, open) => {
  const wrong = [];
  const page = await openConsole(open, { locale: 'en-GB', permissions: ['clipboard-read', 'clipboard-write'] });
  await page.goto(plan.console);
  await logIn(page, plan.name, plan.password);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await settle(page);
  const link = await invite(page, plan, wrong);
  await consent(await open({ locale: 'en' }), link, plan.appid);
  await page.reload();
  await page.getByRole('link', { name: plan.merchant }).click();
  await page.getByRole('heading', { name: plan.merchant }).waitFor();
  const made = await makeKey(page, plan, 'ERP production', wrong);
  await page.reload();
  await settle(page);
  return { ...made, link, again: await page.content(), wrong };
});
