// Runs that are shared: a link that opens as the same run, edits that are taken back, and links that are damaged.

import { readFile } from "node:fs/promises";
import type { Route } from "@playwright/test";
import { expect, test } from "./fixtures";
import { Person } from "./person";

const MINE =
  "# Mine\nprotocol multi\nreplicas A B C\nleader B\nat 0ms c1 asks A: set x 1\nexpect answered 1\n";

test("a run of one's own is shared, and opens as the same run at the same step", async ({
  page,
  context,
}) => {
  const person = new Person(page);
  await person.opens("./");
  await person.writes(MINE);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mine");
  await person.seeks(7);
  const hash = await person.hash;
  await person.presses("Share");
  const address = await page.getByLabel("A link to this very step").inputValue();
  expect(address).toContain("#1");
  expect(address).toContain("&step=7");

  const other = new Person(await context.newPage());
  await other.opens(address);
  await expect(other.page.getByRole("heading", { level: 1 })).toHaveText("Mine");
  expect(await other.hash).toBe(hash);
  expect((await other.position).step).toBe(7);
});

test("the address of an edited run opens it again, and follows back and forward", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic&step=3");
  await person.player.evaluate((element) =>
    (element as HTMLElement & { inject(a: string): void }).inject("crash C"),
  );
  await person.settled();
  await expect(page).toHaveURL(/#1/);
  const hash = await person.hash;
  const address = page.url();
  await page.goto("about:blank");
  await person.opens(address);
  expect(await person.hash).toBe(hash);
  expect(await person.scenario).toContain("crash C");
  await expect(page.locator(".intro")).toContainText("Changed: crash C");
  await person.seeks(5);
  await expect(page).toHaveURL(/&step=5/);
  expect(page.url().length, "it stays an edit").toBeLessThanOrEqual(address.length + 2);

  await page.evaluate(() => {
    location.hash = "#1damaged.0000000";
  });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("This link can’t be opened");
  await page.goBack();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Basic Paxos, one request");
  expect(await person.hash).toBe(hash);
});

test("a damaged link shows what is wrong and what to do, and nobody else's run", async ({ page }) => {
  const person = new Person(page);
  await page.goto("./#1AAAA.abcdefg");
  const card = page.locator(".notice");
  await expect(card).toHaveAttribute("data-code", "damaged");
  await expect(card).toContainText("Copy the link again");
  await expect(person.player).toHaveCount(0);
  await person.presses("Show all scenarios");
  await page
    .getByRole("button", { name: /Basic Paxos, one request/ })
    .first()
    .click();
  await expect(person.player.locator("#sentence")).not.toBeEmpty();
});

test("from a damaged link's card one gets to the first scenario", async ({ page }) => {
  await page.goto("./#1AAAA.abcdefg");
  await page.getByRole("link", { name: "Open the first one" }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Basic Paxos, one request");
  await expect(page.locator("paxos-player svg.stage .node")).toHaveCount(3);
  await expect(page.locator(".notice")).toHaveCount(0);
});

test("changes are taken back and done again, and the old future stays as a branch", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=5");
  const first = await person.hash;
  const inject = (action: string) =>
    person.player.evaluate(
      (element, what) => (element as HTMLElement & { inject(a: string): void }).inject(what),
      action,
    );
  await inject("crash B");
  const second = await person.hash;
  await person.presses("Undo");
  expect(await person.hash).toBe(first);
  await person.presses("Redo");
  expect(await person.hash).toBe(second);

  await person.seeks(2);
  await inject("crash C");
  const branches = page.locator("paxos-player").getByRole("list", { name: "Branches" }).getByRole("listitem");
  await expect(branches).toHaveCount(3);
  const third = await person.hash;
  await page
    .locator("paxos-player")
    .getByRole("button", { name: /^Compare with/ })
    .last()
    .click();
  await expect(page.locator("paxos-player .comparison")).toContainText(/step \d+/);
  await branches.nth(1).getByRole("button").first().click();
  await expect.poll(() => person.hash).toBe(second);
  expect(third).not.toBe(second);
  await page.keyboard.press("Control+z");
});

test("a scenario is saved as a file, and a file is opened", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic");
  await person.presses("Share");
  const [saved] = await Promise.all([page.waitForEvent("download"), person.presses("Scenario (.paxos)")]);
  expect(saved.suggestedFilename()).toBe("basic-paxos-one-request.paxos");
  expect(await readFile(await saved.path(), "utf8")).toBe(await person.scenario);
  await page.keyboard.press("Escape");
  await page
    .locator(".text-panel")
    .getByLabel("Open a file…")
    .setInputFiles({ name: "mine.paxos", mimeType: "text/plain", buffer: Buffer.from(MINE) });
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mine");
});

test("the embed page plays what a link holds", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./");
  await person.writes(MINE);
  await person.presses("Share");
  const code = await page.getByLabel("The figure for your page").inputValue();
  const address = /src="([^"]+)"/.exec(code)?.[1] ?? "";
  expect(address).toContain("/embed/#1");
  await person.opens(address);
  await expect(person.player.locator("svg.stage .node")).toHaveCount(3);
});

test("a link to an edit of a shipped scenario opens after that scenario was corrected", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s03-duel&step=3");
  await person.player.evaluate((element) =>
    (element as HTMLElement & { inject(a: string): void }).inject("crash A1"),
  );
  await person.settled();
  await expect(page).toHaveURL(/#1/);
  const [address, hash, text] = [page.url(), await person.hash, await person.scenario];
  expect(address.length, "it travels as an edit").toBeLessThan(150);

  await page.route("**/s03-duel.paxos", async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, body: `${await response.text()}until 9s\n` });
  });
  await page.goto("about:blank");
  await person.opens(address);
  expect(await person.hash).toBe(hash);
  expect(await person.scenario).toBe(text);
});

test("where an edited scenario can't be fetched the network is to blame, and not the link", async ({
  page,
  complaints,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic&step=3");
  await person.player.evaluate((element) =>
    (element as HTMLElement & { inject(a: string): void }).inject("crash C"),
  );
  await expect(page).toHaveURL(/#1/);
  const address = page.url();
  for (const [what, how] of [
    ["**/s01a-basic.paxos", (route: Route) => route.abort()],
    ["**/s01a-basic.paxos", (route: Route) => route.fulfill({ status: 503 })],
    ["**/frozen.txt", (route: Route) => route.fulfill({ status: 503 })],
  ] as const) {
    await page.goto("about:blank");
    await page.route(what, how);
    // It is another text today, so that the earlier one is asked for.
    if (what === "**/frozen.txt")
      await page.route("**/s01a-basic.paxos", (route) =>
        route.fulfill({ body: "# Other\nprotocol basic\nreplicas A B C\n" }),
      );
    await page.goto(address);
    await expect(page.getByRole("alert")).toContainText("could not be fetched. Is the network there?");
    await page.unrouteAll();
  }
  // The browser itself logs what could not be loaded.
  expect(complaints.filter((one) => !/Failed to load resource/.test(one))).toEqual([]);
  complaints.length = 0;
});
