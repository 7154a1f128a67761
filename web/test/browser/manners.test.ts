// For every reader: other directions of writing, large letters, files for other pages.

import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures";
import { Person } from "./person";

test("a title that is written from right to left stands on the right", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./");
  await person.writes(
    "# فقد القائد\n# قصة قصيرة\nprotocol multi\nreplicas A B C\nleader A\nat 0ms c1 asks A: set x 1\n",
  );
  const heading = page.getByRole("heading", { level: 1 });
  await expect(heading).toHaveText("فقد القائد");
  expect(await heading.evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
  expect(await page.locator(".lede").evaluate((element) => getComputedStyle(element).direction)).toBe("rtl");
  // The figures keep their order.
  expect(await person.player.evaluate((element) => getComputedStyle(element).direction)).toBe("ltr");
});

test.describe("at 200 % zoom", () => {
  test.use({ viewport: { width: 640, height: 400 }, deviceScaleFactor: 2 });

  test("nothing is cut off, and the transport is at hand", async ({ page }) => {
    const person = new Person(page);
    await person.opens("./?s=s10-new-leader-fills-holes&step=20");
    await person.scrollsDown();
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(
      0,
    );
    await page.evaluate(() => scrollTo(0, 300));
    await expect(person.player.getByRole("slider", { name: "Step" })).toBeInViewport();
    await expect(person.button("Play")).toBeInViewport();
  });
});

test("the figure is saved as a picture, and copied as text", async ({ page, context }) => {
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=7");
  await person.presses("Share");
  for (const [button, kind] of [
    ["Sequence (SVG)", "sequence"],
    ["Stage at this step (SVG)", "stage"],
  ] as const) {
    const [download] = await Promise.all([page.waitForEvent("download"), person.presses(button)]);
    expect(download.suggestedFilename()).toMatch(new RegExp(`-${kind}\\.svg$`));
    const svg = await readFile(await download.path(), "utf8");
    expect(svg).toContain(`class="figure ${kind}"`);
    const errors = await page.evaluate(
      (text) => new DOMParser().parseFromString(text, "image/svg+xml").querySelectorAll("parsererror").length,
      svg,
    );
    expect(errors).toBe(0);
  }
  await person.presses("Copy as text");
  await expect(page.getByText("Text diagram copied").first()).toBeAttached();
  const diagram = await page.evaluate(() => navigator.clipboard.readText());
  expect(diagram).toContain("|<-#->|  |  Accept(1.B, #1, set x 1)".replace("|  |", "|"));
});
