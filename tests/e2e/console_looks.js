// Every page of the console in both languages and both themes, and on a tablet: what WCAG asks, nothing wider than the
// window.
// Plan: {"console", "name", "password", "appid", "suspended", "void": appids, "record", "retried", "export", "pictures"}.
import { run } from './browser.js';
import { COLOURS, WCAG, WINDOW, choose, judge, logIn, openConsole, settle } from './console.js';

// From each to the next one switch is turned. In the second theme of a language only the colours are other ones.
const LOOKS = [
  { language: 'zh', theme: 'light', rules: WCAG },
  { language: 'zh', theme: 'dark', rules: COLOURS },
  { language: 'en', theme: 'dark', rules: WCAG },
  { language: 'en', theme: 'light', rules: COLOURS },
  { language: 'en', theme: 'light', rules: COLOURS, tablet: true },
];

const TABLET = { width: 1024, height: 768 };

const press = (name) => (page) => page.getByRole('button', { name }).first().click();

async function ask(page) {
  await page.locator('textarea').fill('complaint 4711');
  await page.locator('.query-form button[type=submit]').click();
  await page.locator('.verdict').waitFor();
}

// `act` leads from the page to what is looked at; a `dialog` hides the switches, so it is opened anew for each look. Of
// a `long` page pictures show the beginning.
function viewsOf({ appid, suspended, void: without, record, retried, export: made }) {
  const merchant = `/merchants/${appid}`;
  return [
    { name: 'overview', path: '/' },
    { name: 'merchants', path: '/merchants' },
    { name: 'merchants-nothing', path: '/merchants?search=nobody' },
    { name: 'merchants-invite', path: '/merchants', dialog: true, act: press(/^(Invite a merchant|邀请商户)$/) },
    { name: 'invitations', path: '/invitations' },
    { name: 'merchant', path: merchant },
    { name: 'merchant-suspended', path: `/merchants/${suspended}` },
    { name: 'merchant-void', path: `/merchants/${without}` },
    { name: 'keys', path: `${merchant}?tab=keys` },
    { name: 'keys-new', path: `${merchant}?tab=keys`, dialog: true, act: press(/^(New key|新建密钥)$/) },
    { name: 'keys-revoke', path: `${merchant}?tab=keys`, dialog: true, act: press(/^(Revoke|吊销)$/) },
    { name: 'usage', path: `${merchant}?tab=usage` },
    { name: 'history', path: `${merchant}?tab=history` },
    { name: 'log', path: `${merchant}?tab=log` },
    { name: 'query', path: '/query' },
    { name: 'query-answer', path: `/query?merchant=${appid}&application_id=581865877&code_index=8`, act: ask },
    { name: 'audit', path: '/audit', act: press(/^(More filters|更多条件)$/) },
    { name: 'audit-drawer', path: '/audit', dialog: true, act: (page) => page.locator('tbody a').first().click() },
    { name: 'record-attempts', path: `/audit/records/${retried}?tab=attempts` },
    ...['fields', 'reply', 'line', 'proof'].map((tab) => ({ name: `record-${tab}`, path: `/audit/records/${record}?tab=${tab}` })),
    { name: 'streams', path: '/audit/streams' },
    { name: 'stream', path: `/audit/streams/${record.split('/')[0]}`, act: press(/^(Verify|验证)$/) },
    { name: 'manifests', path: '/audit/manifests', act: press(/^(Details|详情)/) },
    { name: 'export', path: '/audit/export' },
    { name: 'export-done', path: `/audit/export?id=${made}` },
    { name: 'reference', path: '/reference', long: true },
    { name: 'staff', path: '/staff' },
    { name: 'staff-new', path: '/staff', dialog: true, act: press(/^(New account|新建账号)$/) },
    { name: 'settings', path: '/settings', long: true },
    { name: 'account', path: '/account' },
    { name: 'missing', path: '/nothing/here' },
  ];
}

async function look(page, plan, view) {
  const wrong = [];
  const dialog = page.locator('dialog[open]');
  await page.goto(plan.console + view.path);
  await settle(page);
  if (view.act && !view.dialog) await view.act(page);
  for (const { language, theme, rules, tablet } of LOOKS) {
    await page.setViewportSize(tablet ? TABLET : WINDOW.viewport);
    await choose(page, 'language', language);
    await choose(page, 'theme', theme);
    if (view.dialog) {
      await view.act(page);
      await dialog.waitFor();
    }
    const fullPage = (rules === WCAG || tablet) && !view.dialog && !view.long;
    const name = `${view.name}-${tablet ? 'tablet' : `${language}-${theme}`}`;
    wrong.push(...(await judge(page, plan, name, { rules, fullPage })));
    if (view.dialog) {
      await page.keyboard.press('Escape');
      await dialog.waitFor({ state: 'detached' });
    }
  }
  return wrong;
}

await run(async (plan, open) => {
  const page = await openConsole(open, { locale: 'zh-CN', colorScheme: 'light' });
  const wrong = await look(page, plan, { name: 'login', path: '/login' });
  await logIn(page, plan.name, plan.password);
  await page.locator('#main h1').waitFor();
  await settle(page);
  const views = viewsOf(plan);
  const looks = (views.length + 1) * LOOKS.length;
  const work = async (tab) => {
    for (let view = views.shift(); view; view = views.shift()) wrong.push(...(await look(tab, plan, view)));
  };
  await Promise.all([work(page), work(await openConsole(open, {}, page))]);
  return { wrong, looks };
});
