// The keyboard, wherever the focus is.

import { expect, test } from "./fixtures";
import { Person } from "./person";

test("the keys work on a page that was just opened", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./");
  await page.keyboard.press("ArrowRight");
  await expect(person.player.locator(".where")).toContainText("step 1 of");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");
  await person.presses("Keys");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
});

test("Space plays a page that was just opened, and scrolls where the player is out of sight", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower");
  const { stepCount } = await person.position;
  await page.keyboard.press("Space");
  await expect(person.button("Pause")).toBeVisible();
  await page.keyboard.press("Space");
  await expect(person.button("Play")).toBeVisible();
  await page.keyboard.press("End");
  expect((await person.position).step).toBe(stepCount);
  await page.keyboard.press("Home");
  expect((await person.position).step).toBe(0);
  expect(await page.evaluate(() => scrollY)).toBe(0);

  await person.scrollsDown();
  await page.setViewportSize({ width: 1280, height: 300 });
  await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
  await expect(person.player).not.toBeInViewport();
  await page.keyboard.press("Home");
  await expect.poll(() => page.evaluate(() => scrollY)).toBe(0);
  expect((await person.position).paused).toBe(true);
});

test("behind an open list nothing plays", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower");
  await person.presses("Scenarios");
  const list = page.getByRole("dialog", { name: "Scenarios" });
  // As a click on its heading leaves it in some browsers.
  await list.getByRole("searchbox").blur();
  await page.keyboard.press("k");
  await page.keyboard.press("Space");
  expect((await person.position).paused).toBe(true);
  await expect(list).toBeVisible();
});

test("the embed page takes the keys without a click", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./embed/?s=s02a-multi-follower");
  await page.keyboard.press("ArrowRight");
  await expect(person.player.locator(".where")).toContainText("step 1 of");
  await page.keyboard.press("Space");
  await expect(person.button("Pause")).toBeVisible();
  await page.keyboard.press("k");
  await expect(person.button("Play")).toBeVisible();
  await page.keyboard.press("Home");
  await expect(person.player.locator(".where")).toContainText("step 0 of");
});

test("Escape leaves a view that is shown alone", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=5");
  await person.presses("Stage alone");
  await expect(person.player.locator(".sequence-card")).toHaveCount(0);
  await page.keyboard.press("Escape");
  await expect(person.player.locator(".sequence-card")).toHaveCount(1);
});

test("by keyboard one message after the other is delivered, and the focus stays", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s03-duel&step=1");
  for (const step of [2, 3]) {
    await person.player
      .getByRole("toolbar")
      .getByRole("button", { name: /Prepare 1.P1/ })
      .first()
      .focus();
    await page.keyboard.press("Enter");
    await person.menu().getByRole("menuitem", { name: "Deliver now" }).press("Enter");
    await expect(person.player.locator(".where")).toContainText(`step ${step} of ${step}`);
    await expect(person.player.locator(":focus")).toHaveCount(1);
  }
});

test("what the core refuses is said, and the run stays", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./");
  await person.writes(
    "protocol multi\nreplicas A B C\nnetwork manual\nleader A\nc1 asks A: set x 1\ndeliver Request c1->A\n",
  );
  await person.player.evaluate((element) => {
    const player = element as HTMLElement & { seekToStep(to: number): void; inject(line: string): void };
    player.seekToStep(2);
    try {
      player.inject("slow B 5ms");
    } catch (error) {
      element.setAttribute("data-refused", error instanceof Error ? error.message : "");
    }
  });
  await expect(person.player).toHaveAttribute("data-refused", /manual network/);
  await expect(person.player.locator("svg.stage .node")).toHaveCount(3);
});
