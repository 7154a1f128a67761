// Back and Forward: an entry for each scenario that was chosen, and none for its steps.

import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { Person } from "./person";

const title = (page: Page) => page.getByRole("heading", { level: 1 });
const entries = (page: Page) => page.evaluate(() => history.length);

test("Back and Forward go through the scenarios that were chosen, each where it was left", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./");
  await person.presses("Step forward");
  await person.presses("Step forward");
  await expect(page).toHaveURL(/\?s=s01a-basic&step=2$/);
  const before = await entries(page);
  await person.presses("Next scenario");
  await expect(title(page)).toHaveText("Basic Paxos with five replicas");
  await person.presses("Step forward");
  await expect(page).toHaveURL(/&step=1$/);
  await person.presses("Scenarios");
  await page
    .getByRole("dialog", { name: "Scenarios" })
    .getByRole("button", { name: /Duelling proposers/ })
    .click();
  await expect(title(page)).toHaveText("Duelling proposers");
  await expect(page).toHaveURL(/\?s=s03-duel$/);
  await expect(person.button("Play")).toBeFocused();
  expect(await entries(page)).toBe(before + 2);

  await page.goBack();
  await expect(title(page)).toHaveText("Basic Paxos with five replicas");
  expect((await person.position).step).toBe(1);
  await page.goBack();
  await expect(title(page)).toHaveText("Basic Paxos, one request");
  expect((await person.position).step).toBe(2);
  await expect(page).toHaveURL(/\?s=s01a-basic&step=2$/);
  await page.goForward();
  await page.goForward();
  await expect(title(page)).toHaveText("Duelling proposers");
});

test("the other protocol is one Back away, and so is a run that played when it was left", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic");
  await person.presses("Multi");
  await expect(person.button("Multi")).toHaveAttribute("aria-pressed", "true");
  await expect(page).toHaveURL(/#1/);
  await person.presses("Play");
  await expect.poll(async () => (await person.position).step).toBeGreaterThan(1);
  await person.presses("Next scenario");
  await expect(page).toHaveURL(/\?s=s/);
  await page.goBack();
  await expect(person.button("Multi")).toHaveAttribute("aria-pressed", "true");
  await expect(title(page)).toHaveText("Basic Paxos, one request");
  expect((await person.position).step).toBeGreaterThan(1);
  await page.goBack();
  await expect(person.button("Basic")).toHaveAttribute("aria-pressed", "true");
});

test("a run without a link comes back, and what was typed stays", async ({ page }) => {
  const person = new Person(page);
  const word = (index: number) =>
    Array.from({ length: 120 }, (_, at) => (index * 7919 + at * 31).toString(36)).join("");
  const notes = Array.from({ length: 60 }, (_, index) => `note at ${index}ms "${word(index)}"`).join("\n");
  await person.opens("./");
  await person.writes(`# Long\nprotocol basic\nreplicas A B C\nat 0ms c1 asks A: set x 1\n${notes}\n`);
  await expect(title(page)).toHaveText("Long");
  await expect(page).not.toHaveURL(/[?#]/);
  await page.getByLabel("Scenario text").fill("# A draft\nprotocol multi\n");
  await person.presses("Next scenario");
  await expect(title(page)).not.toHaveText("Long");
  await page.goBack();
  await expect(title(page)).toHaveText("Long");
  await expect(page.getByLabel("Scenario text")).toHaveValue("# A draft\nprotocol multi\n");
  await page.goBack();
  await expect(title(page)).toHaveText("Basic Paxos, one request");
  await expect(page.getByLabel("Scenario text")).toHaveValue("# A draft\nprotocol multi\n");
});

test("“See it break” opens its scenario just before that happens, in sight, one Back away", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s08-late-accept-refused&step=13");
  await person.button(/^Why\? accept checks promised/).click();
  await person.presses("See it break");
  await expect(title(page)).toHaveText(/^R1 off/);
  await expect(title(page)).toBeInViewport({ ratio: 1 });
  await expect(person.button("Play")).toBeFocused();
  await expect(page).toHaveURL(/\?s=r1-[\w-]+&step=\d+$/);
  const violation = page.locator(".violations [data-monitor]");
  await person.scrollsDown();
  await expect(violation).toHaveCount(0);
  await person.presses("Step forward");
  await expect(violation).toBeVisible();
  await page.goBack();
  await expect(title(page)).toHaveText("A late Accept is refused");
  expect((await person.position).step).toBe(13);
});

test("from a name that is none one gets on, and Back shows its card again", async ({ page, complaints }) => {
  await page.goto("./?s=s01a-basik");
  await page.getByRole("button", { name: "Open “Basic Paxos, one request”" }).click();
  await expect(title(page)).toHaveText("Basic Paxos, one request");
  await expect(page).toHaveURL(/\?s=s01a-basic$/);
  await page.goBack();
  await expect(title(page)).toContainText("There is no scenario called");
  await page.goForward();
  await expect(title(page)).toHaveText("Basic Paxos, one request");
  // The browser itself logs what it did not find.
  expect(complaints.splice(0).filter((one) => !one.includes("404"))).toEqual([]);
});
