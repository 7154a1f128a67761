// The browser tests over the built site: node scripts/browser.mjs [Playwright's arguments]
// For one test: node scripts/browser.mjs -g "part of its name". The site has to be built before.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "./chromium.mjs";
import { command, freePort, npmPackages, npmTool, Problem, ROOT, run } from "./tools.mjs";

export async function browserTests(args = []) {
  if (!existsSync(join(ROOT, "dist", "index.html")))
    throw new Problem("dist/ is empty: run `npm run build` first.");
  const env = {
    CHROMIUM_PATH: await chromium(),
    ANTIPAXOS_PORT: String(await freePort(4600 + (process.pid % 400))),
  };
  return run(process.execPath, [npmTool("@playwright/test/cli.js"), "test", ...args], { env });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await command(async (args) => {
    await npmPackages();
    process.exitCode = (await browserTests(args)).code;
  });
}
