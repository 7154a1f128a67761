// The list of scenarios: under headings, narrowed by words, by the keyboard; and the ways from one to the next.

import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { Person } from "./person";

const list = (page: Page) => page.getByRole("dialog", { name: "Scenarios" });
const title = (page: Page) => page.getByRole("heading", { level: 1 });

test("scenarios stand under headings, each once", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./");
  await person.presses("Scenarios");
  await expect(list(page).getByRole("heading", { level: 3 })).toHaveText([
    "First steps",
    "When proposers collide or die",
    "Multi-Paxos and leaders",
    "Faults and disks",
    "Learners",
    "What each rule is for",
  ]);
  const shelf = (name: string) => list(page).getByRole("list", { name }).getByRole("button");
  await expect(shelf("First steps").first()).toContainText("Basic Paxos, one request");
  await expect(shelf("When proposers collide or die").first()).toContainText("Duelling proposers");
  await expect(shelf("Faults and disks")).not.toHaveCount(0);
});

test("words narrow the list, and where there is none it says what to do", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./");
  await person.presses("Scenarios");
  const field = list(page).getByRole("searchbox", { name: "Find a scenario" });
  await expect(field).toBeFocused();
  const found = list(page).locator(".scenario");
  const all = await found.count();
  expect(all).toBeGreaterThan(60);
  await expect(list(page).getByRole("status")).toHaveText(`${all} scenarios`);

  await page.keyboard.type("disk loses");
  await expect(found).toHaveCount(1);
  await expect(found).toContainText("A disk that loses its last write");
  await expect(list(page).getByRole("status")).toHaveText(`1 of ${all}`);
  await field.fill("s16");
  await expect(found).toHaveCount(2);

  await field.fill("zebra");
  await expect(found).toHaveCount(0);
  await expect(list(page)).toContainText("No scenario has all of these words.");
  await list(page).getByRole("button", { name: "Show all" }).click();
  await expect(found).toHaveCount(all);

  await field.fill("zebra");
  await page.keyboard.press("Escape");
  await expect(found).toHaveCount(all);
  await page.keyboard.press("Escape");
  await expect(list(page)).toBeHidden();
});

test("the keyboard finds, walks and opens", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./");
  await person.presses("Scenarios");
  await expect(list(page).getByRole("searchbox")).toBeFocused();
  await page.keyboard.type("witness");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await expect(list(page).locator(".scenario").nth(1)).toBeFocused();
  await page.keyboard.press("ArrowUp");
  await page.keyboard.press("ArrowUp");
  await expect(list(page).getByRole("searchbox")).toBeFocused();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await expect(title(page)).toHaveText("Chosen before anyone knew: two witnesses");

  await person.presses("Scenarios");
  await expect(list(page).getByRole("searchbox")).toBeFocused();
  await expect(list(page).getByRole("searchbox")).toHaveValue("");
  await page.keyboard.type("duelling");
  await page.keyboard.press("Enter");
  await expect(title(page)).toHaveText("Duelling proposers");
});

test("arrows lead to the scenarios before and after, in the order of the list", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02c-multi-redirect");
  await person.presses("Next scenario");
  await expect(title(page)).toHaveText("Duelling proposers");
  await person.presses("Previous scenario");
  await expect(title(page)).toHaveText("Multi-Paxos, redirected");
  await expect(page).toHaveURL(/\?s=s02c-multi-redirect$/);
});

test("at the end of a run there is the way to the next scenario, and nowhere before", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02c-multi-redirect");
  const next = page.getByRole("button", { name: "Next: Duelling proposers →" });
  const play = page.getByRole("button", { name: /^Play( again)?$/ });
  const before = await play.boundingBox();
  await person.presses("To the end");
  await expect(next).toBeInViewport({ ratio: 1 });
  expect(await play.boundingBox()).toEqual(before);
  await person.presses("Step back");
  await expect(next).toHaveCount(0);
  await person.presses("Step forward");
  await next.click();
  await expect(title(page)).toHaveText("Duelling proposers");
  await expect(next).toHaveCount(0);
});

test("who only looks on does not fetch the list", async ({ page }) => {
  const fetched: string[] = [];
  page.on("request", (request) => fetched.push(request.url()));
  const person = new Person(page);
  await person.opens("./?s=s01a-basic&step=15");
  expect(fetched.filter((url) => /gallery|texts/.test(url))).toEqual([]);
});

test("the list takes the focus when it is opened, and not before", async ({ page }) => {
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  const person = new Person(page);
  await person.opens("./?s=s02c-multi-redirect");
  await person.presses("To the end");
  await expect(person.button(/^Next: /)).toBeVisible();
  await expect(person.button("To the end")).toBeFocused();
  await person.presses("Scenarios");
  await expect(list(page).getByRole("searchbox")).toBeFocused();
  expect(said).toEqual([]);
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test("nothing of the list's head is cut", async ({ page }) => {
    const person = new Person(page);
    await person.opens("./");
    await person.presses("Scenarios");
    const count = page.getByText(/^\d+ scenarios$/);
    const [dialog, box] = [await page.locator("#gallery").boundingBox(), await count.boundingBox()];
    if (!dialog || !box) throw new Error("nothing is shown");
    expect(box.x + box.width).toBeLessThanOrEqual(dialog.x + dialog.width);
  });
});
