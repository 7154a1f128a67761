// The third of three: native wrote the golden transcripts, Node agrees (unit/determinism), and so does
// the wasm module in a real browser.

import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "./fixtures";
import { Person } from "./person";

const goldens = new URL("../../../crates/simulator/tests/golden/", import.meta.url);
const slugs = readdirSync(goldens)
  .filter((name) => name.endsWith(".txt"))
  .map((name) => name.replace(".txt", ""));

/** So many pages are opened by one test. */
const AT_ONCE = 8;

test("there are fingerprints to compare with", () => {
  expect(slugs.length).toBeGreaterThan(60);
});

for (let from = 0; from < slugs.length; from += AT_ONCE) {
  const some = slugs.slice(from, from + AT_ONCE);
  test(`in Chromium histories have the fingerprints of the native runs: ${some[0]} to ${some.at(-1)}`, async ({
    page,
  }) => {
    for (const slug of some) {
      const golden = readFileSync(new URL(`${slug}.txt`, goldens), "utf8");
      const native = /^fingerprint ([0-9a-f]{16})$/m.exec(golden)?.[1] ?? "no fingerprint";
      await page.goto(`/?s=${slug}`);
      await new Person(page).scrollsDown();
      await expect(page.locator(".hash"), slug).toHaveText(`run ${native}`);
    }
  });
}
