// The first log-in with a password that somebody else made: it has to be changed. Then a second factor is set up, and
// used at the next log-in.
// Plan: {"console", "name", "password": the one that was made, "next", "pictures"}.
import crypto from 'node:crypto';
import { run } from './browser.js';
import { judge, logIn, openConsole, settle } from './console.js';

// RFC 6238, as an authenticator shows it; `ahead`: the one after.
function codeOf(secret, ahead = 0) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + ahead));
  const digest = crypto.createHmac('sha1', key).update(counter).digest();
  return String((digest.readUInt32BE(digest[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

async function changePassword(page, plan, wrong) {
  await page.getByRole('heading', { name: '请设置新密码' }).waitFor();
  wrong.push(...(await judge(page, plan, 'forced-password')));
  await page.goto(`${plan.console}/merchants`);
  await page.getByRole('heading', { name: '请设置新密码' }).waitFor(); // no page leads past it
  await page.getByLabel('当前密码').fill(plan.password);
  await page.getByLabel('新密码', { exact: true }).fill(plan.next);
  await page.getByLabel('再次输入新密码').fill(`${plan.next}!`);
  await page.getByRole('button', { name: '修改密码' }).click();
  await page.getByText('两次输入不一致').waitFor();
  await page.getByLabel('再次输入新密码').fill(plan.next);
  await page.getByRole('button', { name: '修改密码' }).click();
  await page.getByRole('heading', { name: '商户' }).first().waitFor();
}

async function setFactor(page, plan, wrong) {
  await page.goto(`${plan.console}/account`);
  await page.getByRole('button', { name: '开启两步验证' }).click();
  const dialog = page.getByRole('dialog');
  const secret = await dialog.locator('pre').innerText();
  wrong.push(...(await judge(page, plan, 'second-factor')));
  await dialog.getByLabel('验证码', { exact: true }).fill(codeOf(secret));
  await page.keyboard.press('Enter');
  await dialog.locator('.recovery-codes').waitFor();
  const codes = await dialog.locator('.recovery-codes code').allInnerTexts();
  wrong.push(...(await judge(page, plan, 'recovery-codes')));
  await dialog.locator('footer button').click();
  await dialog.waitFor({ state: 'detached' });
  await settle(page);
  return { secret, codes };
}

async function logOut(page) {
  await page.getByRole('button', { name: /^账号: / }).click();
  await page.getByRole('menuitem', { name: '退出登录' }).click();
  await page.getByRole('heading', { name: '登录控制台' }).waitFor();
}

async function scenario(plan, open) {
  const wrong = [];
  const page = await openConsole(open, { locale: 'zh-CN' });
  await page.goto(plan.console);
  await logIn(page, plan.name, plan.password);
  await changePassword(page, plan, wrong);
  const { secret, codes } = await setFactor(page, plan, wrong);
  for (const code of [codeOf(secret, 1), codes[0]]) {
    await logOut(page);
    await logIn(page, plan.name, plan.next);
    await page.getByLabel('验证码').waitFor();
    wrong.push(...(await judge(page, plan, 'code')));
    await page.getByLabel('验证码').fill(code);
    await page.keyboard.press('Enter');
    await page.locator('#main h1').waitFor();
    await settle(page);
  }
  return { secret, codes, wrong };
}

await run(scenario, [/^401: POST .*\/api\/v1\/session$/, /^console: .* 401 .*\/api\/v1\/session\)$/]);
