// The third of three: native wrote the golden transcripts, Node agrees (unit/determinism), and so does
// the wasm module in a real browser.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "./fixtures";
import { Person } from "./person";

const goldens = new URL("../../../crates/simulator/tests/golden/", import.meta.url);
const slugs = readdirSync(goldens)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => name.replace(".txt", ""));

test("in Chromium every scenario's history has the fingerprint of the native run", async ({ page }) => {
  expect(slugs.length).toBeGreaterThan(20);
  for (const slug of slugs) {
    const golden = readFileSync(new URL(`${slug}.txt`, goldens), "utf8");
    const native = /^fingerprint ([0-9a-f]{16})$/m.exec(golden)?.[1] ?? "no fingerprint";
    await page.goto(`/?s=${slug}`);
    await new Person(page).scrollsDown();
    await expect(page.locator(".hash"), slug).toHaveText(`run ${native}`);
  }
});
