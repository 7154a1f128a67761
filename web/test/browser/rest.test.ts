// The core's second part: not fetched by whoever only looks on, there as soon as it is needed.

import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { Person } from "./person";

const REST = /antipaxos_rest-.*\.wasm$/;

function restRequests(page: Page): string[] {
  const seen: string[] = [];
  page.on("request", (request) => {
    if (REST.test(request.url())) seen.push(request.url());
  });
  return seen;
}

for (const address of ["./", "./embed/?s=s01b-basic-five"]) {
  test(`${address} is shown and played by the first part; a touch fetches the second`, async ({ page }) => {
    const fetched = restRequests(page);
    const person = new Person(page);
    // A pointer that rests where the page appears is no touch.
    await page.mouse.move(100, 100);
    await person.opens(address);
    const { stepCount } = await person.position;
    for (let step = 0; step <= stepCount; step += 1) await person.seeks(step);
    await page.setViewportSize({ width: 340, height: 700 });
    await person.seeks(3);
    expect(fetched).toEqual([]);
    const arrives = page.waitForResponse(REST);
    await page.mouse.move(110, 100);
    await page.mouse.move(120, 110);
    expect((await arrives).ok()).toBe(true);
    expect(fetched).toHaveLength(1);
  });
}

test("a scenario that takes the second part has it fetched with its text", async ({ page }) => {
  const fetched = restRequests(page);
  await new Person(page).opens("./?s=s12a-restart-with-disk&step=9");
  expect(fetched).toHaveLength(1);
});

test("a call for which nobody fetched the second part is answered, too", async ({ page }) => {
  const fetched = restRequests(page);
  const person = new Person(page);
  await person.opens("./?s=s01a-basic&step=3");
  await person.player.evaluate((player) => {
    (player as HTMLElement & { inject(action: string): void }).inject("crash B");
  });
  expect(fetched).toHaveLength(1);
  expect(await person.scenario).toContain("crash B");
  await expect(person.player.locator(".changed")).toBeVisible();
  await expect(person.player.locator("svg.ledger text")).not.toHaveCount(0);
});

test("what lies below is not drawn before it is looked at, and holds its place until then", async ({
  page,
}) => {
  const fetched = restRequests(page);
  const person = new Person(page);
  await person.opens("./?s=s01a-basic&step=6");
  const ledger = person.player.locator("#ledger");
  await expect(ledger.locator("svg > *")).toHaveCount(0);
  expect((await ledger.boundingBox())?.height).toBeGreaterThan(100);
  await expect(page.locator(".panels > *")).toHaveCount(0);
  expect(fetched).toEqual([]);
  const stageBefore = await person.player.locator("#stage").boundingBox();

  await ledger.evaluate((part) => part.scrollIntoView());
  await expect(ledger.locator("svg text")).not.toHaveCount(0);
  await expect(person.player.locator("svg.board text")).not.toHaveCount(0);
  await expect(page.locator(".state-panel, .truth-panel, .text-panel, .log-panel")).toHaveCount(4);
  expect(fetched).toHaveLength(1);
  await page.evaluate(() => scrollTo(0, 0));
  expect(await person.player.locator("#stage").boundingBox()).toEqual(stageBefore);
});

test("where what lies below can't be fetched its place says so, and a second try draws it", async ({
  page,
  complaints,
}) => {
  await page.route(REST, (route) => route.abort());
  const person = new Person(page);
  await person.opens("./?s=s01a-basic&step=6");
  const ledger = person.player.locator("#ledger");
  await ledger.evaluate((part) => part.scrollIntoView());
  await expect(ledger.getByRole("alert")).toContainText("Is the network there?");
  await expect(page.locator(".panels").getByRole("alert")).toContainText("Is the network there?");
  await expect(page.getByLabel("Scenario text")).toHaveValue(/protocol basic/);
  await page.unroute(REST);
  await ledger.getByRole("button", { name: "Try again" }).dispatchEvent("click");
  await expect(ledger.locator("svg text")).not.toHaveCount(0);
  await expect(page.locator(".state-panel")).toBeVisible();
  await expect(page.getByRole("alert")).toHaveCount(0);
  expect(complaints.filter((one) => !/Failed to load resource/.test(one))).toEqual([]);
  complaints.length = 0;
});

test("where the second part can't be fetched the page says so, keeps the text, and tries again", async ({
  page,
  complaints,
}) => {
  await page.route(REST, (route) => route.abort());
  const person = new Person(page);
  await person.opens("./?s=s01a-basic&step=3");
  const text = "# Mine\nprotocol basic\nreplicas A B C D\nat 0ms c1 asks A: set x 1\n";
  await person.writes(text);
  await expect(page.locator("#text-problem")).toContainText("Is the network there?");
  expect(await person.scenario).toBe(text);
  await person.presses("Step forward");
  await expect(person.player.locator(".where")).toContainText("step 4 of");
  await page.unroute(REST);
  await person.presses("Apply");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mine");
  // The browser itself logs what could not be loaded.
  expect(complaints.filter((one) => !/Failed to load resource/.test(one))).toEqual([]);
  complaints.length = 0;
});
