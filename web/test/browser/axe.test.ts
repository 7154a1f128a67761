import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults } from "axe-core";
import { expect, test } from "./fixtures";
import { Person } from "./person";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");

/** What axe finds serious or critical. */
async function found(page: Page): Promise<string[]> {
  await page.addScriptTag({ path: axe });
  const { violations } = await page.evaluate(() =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 300)).join(" | ")}`);
}

for (const width of [1280, 320]) {
  for (const colorScheme of ["light", "dark"] as const) {
    test.describe(`axe at ${width} px, ${colorScheme}`, () => {
      test.use({ viewport: { width, height: 800 }, colorScheme });

      test("finds nothing serious on the page", async ({ page }) => {
        const person = new Person(page);
        await person.opens("./?s=s02a-multi-follower&step=7");
        expect(await found(page)).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
      });

      test("finds nothing serious with a menu, the log and a wrong text open", async ({ page }) => {
        const person = new Person(page);
        await person.opens("./?s=s02a-multi-follower&step=7");
        await page.getByText("Every step in words").click();
        await person.writes("protocol nonsense\n");
        await expect(page.locator("#text-problem")).toContainText("line");
        await page.getByRole("button", { name: "Node A" }).click();
        await expect(person.menu()).toBeVisible();
        expect(await found(page)).toEqual([]);
      });

      test("finds nothing serious with branches, what to run until, and what was pasted", async ({
        page,
      }) => {
        const person = new Person(page);
        await person.opens("./?s=s02a-multi-follower&step=5");
        await person.player.evaluate((element) => {
          const player = element as HTMLElement & {
            inject(action: string): void;
            seekToStep(to: number): void;
          };
          player.inject("crash B");
          player.seekToStep(2);
          player.inject("crash C");
        });
        await page.evaluate(() => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "protocol nonsense");
          document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
        });
        await expect(page.locator(".brought")).toBeVisible();
        await person.presses("Run until…");
        await expect(person.menu()).toBeVisible();
        await expect(person.player.getByRole("list", { name: "Branches" })).toBeVisible();
        expect(await found(page)).toEqual([]);
        const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        expect(overflow).toBeLessThanOrEqual(0);
      });

      test("finds nothing serious in the list of scenarios and on the embed page", async ({ page }) => {
        const person = new Person(page);
        await person.opens("./");
        await page.getByRole("button", { name: "Scenarios" }).click();
        expect(await found(page)).toEqual([]);
        await page.goto(`./embed/?s=s12b-restart-without-disk&step=12&theme=${colorScheme}`);
        await expect(person.player.locator("#sentence")).not.toBeEmpty();
        expect(await found(page)).toEqual([]);
      });
    });
  }
}
