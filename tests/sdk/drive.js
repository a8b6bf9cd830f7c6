'use strict';

// Drives an SDK: `node drive.js co-wechat-api`, with {"url","appid","secret","folder","steps"} on standard input.
// A step is {"query":selector} or {"hold":token}: let the SDK believe that it was given that token just now.
// Prints a list: for each step {"answer":…} or {"errcode":…,"errmsg":…}, and the token that the SDK then holds.
const fs = require('fs');

async function take(system, step) {
  if (Object.hasOwn(step, 'hold')) {
    await system.hold(step.hold);
    return {};
  }
  try {
    return { answer: await system.query(step.query) };
  } catch (error) {
    return { errcode: error.code, errmsg: error.message };
  }
}

async function main() {
  const plan = JSON.parse(fs.readFileSync(0, 'utf8'));
  const system = require(`./${process.argv[2]}.js`)(plan);
  const results = [];
  for (const step of plan.steps) {
    const result = await take(system, step);
    results.push({ ...result, token: await system.token() });
  }
  process.stdout.write(JSON.stringify(results), () => process.exit(0));
}

main();
