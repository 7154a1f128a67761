// A picture of a page of the built site, to look at:
//   node scripts/shot.mjs "?s=s01" picture.png [width] [height] [light|dark]

import { join } from "node:path";
import { chromium } from "./chromium.mjs";
import { serve } from "./serve.mjs";
import { command, freePort, Problem, ROOT } from "./tools.mjs";

await command(async ([address, file, width = "1280", height = "800", colorScheme = "light"]) => {
  if (address === undefined || !file)
    throw new Problem("usage: shot.mjs ADDRESS FILE [WIDTH] [HEIGHT] [light|dark]");
  const port = await freePort(4700);
  const server = await serve(join(ROOT, "dist"), port);
  const { chromium: playwright } = await import("@playwright/test");
  const browser = await playwright.launch({
    executablePath: await chromium(),
    chromiumSandbox: process.getuid?.() !== 0,
    args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
  const page = await browser.newPage({
    viewport: { width: Number(width), height: Number(height) },
    colorScheme,
  });
  page.on("console", (message) => console.log(`${message.type()}: ${message.text()}`));
  page.on("pageerror", (error) => console.log(`uncaught: ${error.message}`));
  await page.goto(new URL(address, `http://localhost:${port}/`).href);
  await page.waitForLoadState("networkidle");
  await page.screenshot({ path: file });
  await browser.close();
  server.close();
});
