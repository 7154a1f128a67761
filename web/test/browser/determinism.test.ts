// The third of three: native wrote the golden transcripts, Node agrees (unit/determinism), and so does
// the wasm module in a real browser.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "./fixtures";
import { Person } from "./person";

const goldens = new URL("../../../crates/simulator/tests/golden/", import.meta.url);
const slugs = readdirSync(goldens)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => name.replace(".txt", ""));

const native = (slug: string): string => {
  const golden = readFileSync(new URL(`${slug}.txt`, goldens), "utf8");
  return /^fingerprint ([0-9a-f]{16})$/m.exec(golden)?.[1] ?? "no fingerprint";
};

test("the page shows the fingerprint of the native run", async ({ page }) => {
  const person = new Person(page);
  await person.opens("/?s=s10-new-leader-fills-holes");
  await person.scrollsDown();
  await expect(page.locator(".hash")).toHaveText(`run ${native("s10-new-leader-fills-holes")}`);
});

test("in Chromium every scenario's history has the fingerprint of the native run", async ({ page }) => {
  expect(slugs.length).toBeGreaterThan(60);
  const person = new Person(page);
  await person.opens("/");
  const found = await person.player.evaluate(async (element, all) => {
    const player = element as HTMLElement & {
      slug: string;
      run: { header: { hash: string } } | null;
    };
    const hashes: Record<string, string> = {};
    for (const slug of all) {
      const opened = new Promise((done) => player.addEventListener("loadedmetadata", done, { once: true }));
      player.slug = slug;
      await opened;
      hashes[slug] = player.run?.header.hash ?? "no run";
    }
    return hashes;
  }, slugs);
  expect(found).toEqual(Object.fromEntries(slugs.map((slug) => [slug, native(slug)])));
});
