// A query is tried in the console; a merchant's is found in the log and proven in the browser, so is that its stream
// only grew, and its day is exported.
// Plan: {"console", "name", "password", "appid", "merchant", "code_url", "request": of the merchant's query, "record":
// its record, "audit_key", "days": the first and the last, "files", "pictures"}.
import path from 'node:path';
import { run } from './browser.js';
import { judge, logIn, openConsole, settle } from './console.js';

async function tryQuery(page, plan) {
  await page.getByRole('link', { name: 'Query', exact: true }).click();
  await page.getByRole('combobox', { name: 'Merchant' }).click();
  await page.getByRole('option', { name: plan.merchant }).click();
  await page.getByLabel('Code', { exact: true }).fill(`http://${plan.code_url}`);
  await page.getByLabel('Reason').fill('complaint 4711');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByRole('heading', { name: 'This code is active' }).waitFor();
  const segment = await page.getByRole('img', { name: /^Activated segment of application/ }).getAttribute('aria-label');
  const tried = await page.getByRole('link', { name: 'Record and proof' }).getAttribute('href');
  return { segment, tried, exchange: await page.locator('.exchange').innerText() };
}

async function find(page, plan) {
  await page.getByRole('link', { name: 'Audit log' }).click();
  await page.getByRole('table', { name: 'List of records' }).waitFor();
  await settle(page);
  const listed = await page.locator('tbody a').evaluateAll((links) => links.map((link) => link.getAttribute('aria-label')));
  await page.getByRole('textbox', { name: 'Find by ID or code' }).fill(plan.request);
  await page.keyboard.press('Enter');
  await page.waitForURL(`**/audit?request=${plan.request}`);
  await settle(page);
  const found = await page.locator('tbody tr').count();
  await page.getByRole('link', { name: new RegExp(`Show record ${plan.record}$`) }).click();
  return { listed, found };
}

const stepsOf = (place) => place.getByRole('list', { name: 'Steps of the verification' }).getByRole('heading').allInnerTexts();

async function prove(page, plan, wrong) {
  const drawer = page.getByRole('dialog', { name: 'Audit record' });
  await drawer.getByRole('tab', { name: 'Proof' }).click();
  await drawer.getByText('Consistent, but by the gateway’s own key').waitFor();
  await drawer.getByRole('button', { name: 'Paste a key' }).click();
  await drawer.getByLabel('Public key').fill(plan.audit_key);
  await drawer.getByRole('button', { name: 'Keep key' }).click();
  await drawer.getByText('The proof holds').waitFor();
  wrong.push(...(await judge(page, plan, 'proof')));
  const steps = await stepsOf(drawer);
  await page.keyboard.press('Escape');
  await drawer.waitFor({ state: 'detached' });
  return steps;
}

async function grow(page, plan, wrong) {
  const [stream] = plan.record.split('/');
  await page.getByRole('link', { name: 'Streams and checkpoints' }).click();
  await page.getByRole('link', { name: stream, exact: true }).click();
  await page.getByRole('heading', { name: `Stream ${stream}` }).waitFor();
  await page.getByRole('button', { name: 'Verify' }).click();
  await page.getByText('The log only grew').waitFor();
  wrong.push(...(await judge(page, plan, 'growth', { fullPage: true })));
  const sizes = new URL(page.url()).searchParams;
  const steps = await stepsOf(page);
  await page.getByRole('link', { name: 'Streams and checkpoints' }).click();
  return { steps, old: Number(sizes.get('old')), new: Number(sizes.get('new')) };
}

async function save(page, plan, button, name) {
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: button }).click()]);
  await download.saveAs(path.join(plan.files, name));
  return download.suggestedFilename();
}

async function exportDays(page, plan) {
  await page.getByRole('link', { name: 'Export', exact: true }).click();
  await page.getByLabel('First day (UTC)').fill(plan.days[0]);
  await page.getByLabel('Last day (UTC)').fill(plan.days[1]);
  await page.getByRole('button', { name: 'Begin export' }).click();
  await page.getByText('The export is ready').waitFor();
  const names = [await save(page, plan, 'Download file', 'export.ndjson.gz')];
  await page.getByText('The export is complete').waitFor();
  names.push(await save(page, plan, 'Download signed manifest', 'export.manifest'));
  names.push(await save(page, plan, 'Download checkpoints', 'export.notes'));
  return names;
}

await run(async (plan, open) => {
  const wrong = [];
  const page = await openConsole(open, { locale: 'en-GB', colorScheme: 'dark' });
  await page.goto(plan.console);
  await logIn(page, plan.name, plan.password);
  await page.getByRole('heading', { name: 'Overview' }).waitFor();
  await settle(page);
  const asked = await tryQuery(page, plan);
  wrong.push(...(await judge(page, plan, 'answer')));
  const { listed, found } = await find(page, plan);
  const steps = await prove(page, plan, wrong);
  const grown = await grow(page, plan, wrong);
  return { ...asked, listed, found, steps, grown, names: await exportDays(page, plan), wrong };
});
