// Branches as a tree under the scrubber: switched to, compared, named and deleted, by mouse and by keyboard.

import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures";
import { Person } from "./person";

const inject = (person: Person, action: string) =>
  person.player.evaluate(
    (element, what) => (element as HTMLElement & { inject(a: string): void }).inject(what),
    action,
  );

const rows = (person: Person): Locator =>
  person.player.getByRole("list", { name: "Branches" }).getByRole("listitem");

/** Three branches: the original, one from step 5, one from step 2, which is at play. */
async function grows(person: Person): Promise<void> {
  await person.opens("./?s=s02a-multi-follower&step=5");
  await inject(person, "crash B");
  await person.seeks(2);
  await inject(person, "crash C");
  await expect(rows(person)).toHaveCount(3);
}

test("a branch leaves its parent where it grew, and the one at play is marked", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=5");
  await page.mouse.move(100, 100);
  await expect(rows(person)).toHaveCount(0);
  await grows(person);
  await expect(rows(person)).toContainText(["Original", "from step 5", "from step 2"]);
  const current = person.player.locator("[aria-current=true]");
  await expect(current).toHaveCount(1);
  await expect(current).toContainText("from step 2");
  const left = (row: number) =>
    person.player
      .locator(".tree-lines g")
      .nth(row)
      .locator("line")
      .first()
      .evaluate((line) => line.getBoundingClientRect().x);
  expect(await left(0)).toBeLessThan(await left(2));
  expect(await left(2)).toBeLessThan(await left(1));
});

test("a click on a line or a name switches, and Enter does", async ({ page }) => {
  const person = new Person(page);
  await grows(person);
  const third = await person.hash;
  await rows(person).nth(1).getByRole("button").first().click();
  await expect(page.locator(".hash")).not.toHaveText(third);
  const second = await person.hash;
  await person.player.locator(".tree-lines g").nth(0).locator("circle").first().click();
  await expect(person.player.locator("[aria-current=true]")).toContainText("Original");
  await rows(person).nth(0).getByRole("button").first().focus();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(page.locator(".hash")).toHaveText(second);
});

test("the keyboard compares, renames and deletes a branch; undo brings it back", async ({ page }) => {
  const person = new Person(page);
  await grows(person);
  await person.presses("3 branches");
  await expect(person.player.locator(".tree .current .branch")).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Enter");
  await expect(person.player.locator(".comparison")).toContainText(/step \d+/);

  await page.keyboard.press("F2");
  const field = page.getByLabel("Name of the branch");
  await expect(field).toBeFocused();
  await field.fill(" ");
  await page.keyboard.press("Enter");
  await expect(person.player.getByRole("alert")).toContainText("1 to 80 characters");
  // A name that looks like a line of a scenario is no less a name.
  await field.fill("at 30ms nobody leads");
  await page.keyboard.press("Enter");
  await expect(rows(person).nth(1)).toContainText("at 30ms nobody leads");
  await page.keyboard.press("F2");
  await field.fill("Without the leader");
  await page.keyboard.press("Enter");
  await expect(rows(person).nth(1)).toContainText("Without the leader");
  await expect(rows(person).nth(1).getByRole("button").first()).toBeFocused();

  await page.keyboard.press("Delete");
  await expect(rows(person)).toHaveCount(2);
  await expect(person.player.locator(".tree .current .branch")).toBeFocused();
  await page.keyboard.press("Control+z");
  await expect(rows(person)).toHaveCount(3);
  await expect(rows(person).nth(1)).toContainText("Without the leader");
});

test("what is done by click, taken back and done otherwise is compared", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=4");
  const original = await person.hash;
  const crashes = async (node: string) => {
    await page.getByRole("button", { name: `Node ${node}` }).click();
    await person
      .menu()
      .getByRole("menuitem", { name: `Crash ${node}`, exact: true })
      .click();
  };
  await crashes("C");
  await expect(page.locator(".hash")).not.toHaveText(original);
  await expect(rows(person)).toHaveCount(2);
  await person.presses("Undo");
  await expect(page.locator(".hash")).toHaveText(original);
  await expect(rows(person)).toHaveCount(0);
  await person.presses("Redo");
  await expect(rows(person)).toHaveCount(2);

  await person.seeks(2);
  await crashes("A");
  await expect(rows(person)).toHaveCount(3);
  await rows(person)
    .first()
    .getByRole("button", { name: /^Compare with/ })
    .click();
  const comparison = person.player.locator(".comparison");
  await expect(comparison).toContainText("They are the same up to step 2.");
  await comparison.getByRole("button", { name: "Go to step 3" }).click();
  expect((await person.position).step).toBe(3);
});

test("a branch gets its name without a loss of what is written", async ({ page }) => {
  const person = new Person(page);
  await grows(person);
  await person.scrollsDown();
  await page.getByLabel("Scenario text").fill("# half done");
  await rows(person).nth(0).getByRole("button", { name: "Rename" }).click();
  await page.getByLabel("Name of the branch").fill("As it was");
  await page.keyboard.press("Enter");
  await expect(rows(person).nth(0)).toContainText("As it was");
  await expect(page.getByLabel("Scenario text")).toHaveValue("# half done");
});

test.describe("on a narrow screen", () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test("the tree fits, and its buttons are wide enough for a finger", async ({ page }) => {
    const person = new Person(page);
    await grows(person);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow).toBeLessThanOrEqual(0);
    for (const button of await rows(person).getByRole("button").all()) {
      const box = await button.boundingBox();
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
    }
  });
});
