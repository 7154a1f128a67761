// Run until: by mouse, by keyboard and by finger, both ways, and where there is no such step.

import { expect, test } from "./fixtures";
import { Person } from "./person";

test("runs until a value is chosen, and back to the message that led there", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower");
  await person.presses("Run until…");
  await person.menu().getByRole("menuitem", { name: "a value is chosen" }).click();
  await expect(person.menu()).toHaveCount(0);
  await person.settled();
  const { step } = await person.position;
  const markers = await person.player.evaluate(
    (element) => (element as HTMLElement & { markers: { kind: string; step: number }[] }).markers,
  );
  expect(step).toBe(markers.find(({ kind }) => kind === "chosen")?.step);

  await person.presses("Run until…");
  await person.menu().getByRole("menuitemradio", { name: "Back to" }).click();
  await person.menu().getByRole("menuitem", { name: "a message to B" }).click();
  await person.settled();
  const back = await person.position;
  expect(back.step).toBeLessThan(step);
  await expect(person.player.locator("#sentence")).toContainText("B");
});

test("the keyboard alone opens it, chooses a way and what to look for", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower");
  await person.button("Run until…").focus();
  await page.keyboard.press("u");
  await expect(person.menu().getByRole("menuitem").first()).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(person.button("Run until…")).toBeFocused();
  await page.keyboard.press("u");
  await page.keyboard.press("c");
  await expect(person.menu().getByRole("menuitem", { name: "a message to C" })).toBeFocused();
  await page.keyboard.press("Enter");
  await person.settled();
  const { step } = await person.position;
  expect(step).toBeGreaterThan(0);
  await page.keyboard.press("End");
  await page.keyboard.press("u");
  await page.keyboard.press("ArrowLeft");
  await expect(person.menu().getByRole("menuitemradio", { name: "Back to" })).toBeChecked();
  await page.keyboard.press("c");
  await page.keyboard.press("Enter");
  await person.settled();
  expect((await person.position).step).toBeGreaterThanOrEqual(step);
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toContainText("run until");
});

test("where there is none it says so, and the run stays where it is", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=3");
  await person.presses("Run until…");
  await person.menu().getByRole("menuitem", { name: "a property is broken" }).click();
  await expect(person.player.getByRole("alert")).toHaveText(
    "No property is broken after step 3. The run stays where it is.",
  );
  expect((await person.position).step).toBe(3);
  await page.getByRole("heading", { level: 1 }).click();
  await expect(person.menu()).toHaveCount(0);
});

test.describe("by finger, on a narrow screen", () => {
  test.use({ viewport: { width: 320, height: 640 }, hasTouch: true });

  test("the menu lies within the screen, its targets wide enough", async ({ page }) => {
    const person = new Person(page);
    await person.opens("./?s=s02a-multi-follower");
    await person.button("Run until…").tap();
    const items = person.menu().locator("button");
    for (const item of await items.all()) {
      const box = await item.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(320);
      expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(24);
    }
    await person.menu().getByRole("menuitem", { name: "a message to A" }).tap();
    await person.settled();
    expect((await person.position).step).toBeGreaterThan(0);
  });
});

test("another scenario closes it", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower");
  await person.presses("Run until…");
  await expect(person.menu()).toBeVisible();
  await page.evaluate(() => {
    const clipboardData = new DataTransfer();
    clipboardData.setData(
      "text/plain",
      "# Mine\nprotocol basic\nreplicas A B C\nat 0ms c1 asks A: set x 1\n",
    );
    document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
  });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mine");
  await expect(person.menu()).toHaveCount(0);
});
