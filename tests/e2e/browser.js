// A browser for tests: Debian's chromium, headless, without a window, a profile or a way off this machine.
import fs from 'node:fs';
import { chromium } from 'playwright-core';

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

function isOurs(address) {
  const url = new URL(address);
  return url.protocol === 'data:' || url.protocol === 'blob:' || LOOPBACK.has(url.hostname);
}

// Given up by the page itself, or cut off when it was left or closed: a server that fails is told otherwise.
const ABANDONED = 'net::ERR_ABORTED';

// What no page of ours may do: errors on the console, requests that fail, leave loopback or are refused.
function watch(page, complaints) {
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(`console: ${message.text()} (${message.location().url})`);
  });
  page.on('pageerror', (error) => complaints.push(`script: ${error.message}`));
  page.on('request', (request) => {
    if (!isOurs(request.url())) complaints.push(`leaves loopback: ${request.url()}`);
  });
  page.on('requestfailed', (request) => {
    if (request.failure()?.errorText === ABANDONED) return;
    complaints.push(`failed: ${request.method()} ${request.url()}: ${request.failure()?.errorText}`);
  });
  page.on('response', (response) => {
    if (response.status() >= 400) complaints.push(`${response.status()}: ${response.request().method()} ${response.url()}`);
  });
}

// Without those that were to be expected; what was expected in vain is one itself.
function unexpected(complaints, expected) {
  const left = complaints.filter((text) => !expected.some((pattern) => pattern.test(text)));
  const vain = expected.filter((pattern) => !complaints.some((text) => pattern.test(text)));
  return [...left, ...vain.map((pattern) => `expected in vain: ${pattern}`)];
}

async function tellOf(page) {
  const text = await page.locator('body').innerText({ timeout: 1000 }).catch(() => '');
  process.stderr.write(`\n${page.url()}\n${text.slice(0, 3000)}\n`);
}

// Runs `scenario(plan, open)` with the JSON object that stands on standard input, and prints {"result",
// "complaints"}. `open(options)` gives a page of a browser context of its own; `options` are Playwright's; with
// `beside` it is one more page of that one's context. The plan's `timeout_ms` bounds every step, its `chromium` names
// the program. `expected`: patterns of complaints.
export async function run(scenario, expected = []) {
  const plan = JSON.parse(fs.readFileSync(0, 'utf8'));
  const complaints = [];
  const pages = [];
  const browser = await chromium.launch({
    executablePath: plan.chromium ?? '/usr/bin/chromium',
    timeout: plan.timeout_ms,
    // Its sandbox needs rights that containers lack; what is opened is ours.
    chromiumSandbox: false,
    args: ['--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1'],
  });
  try {
    const open = async (options, beside) => {
      const context = beside?.context() ?? (await browser.newContext(options));
      context.setDefaultTimeout(plan.timeout_ms);
      const page = await context.newPage();
      watch(page, complaints);
      pages.push(page);
      return page;
    };
    const result = await scenario(plan, open);
    process.stdout.write(JSON.stringify({ result, complaints: unexpected(complaints, expected) }));
  } catch (error) {
    process.stderr.write(complaints.join('\n'));
    for (const page of pages) await tellOf(page);
    throw error;
  } finally {
    await browser.close();
  }
}

// Whether something is wider than the window.
export function overflows(page) {
  return page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);
}
