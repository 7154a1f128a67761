import { expect, test } from "./fixtures";
import { Person } from "./person";

const S2 = "./?s=s02a-multi-follower";

test("S2 plays to its end", async ({ page }) => {
  const person = new Person(page);
  await person.opens(S2);
  await page.getByLabel("Speed").selectOption("8");
  await person.presses("Play");
  await expect(person.button("Pause")).toBeVisible();
  await expect(person.button("Play again")).toBeVisible({ timeout: 20_000 });
  const { step, stepCount, ended } = await person.position;
  expect(step).toBe(stepCount);
  expect(ended).toBe(true);
  await expect(page).toHaveURL(new RegExp(`[?&]step=${stepCount}$`));
});

test("ten steps on and ten back give the first picture again", async ({ page }) => {
  const person = new Person(page);
  await person.opens(`${S2}&step=2`);
  const before = [await person.picture("stage"), await person.picture("sequence")];
  for (let count = 0; count < 10; count += 1) await person.presses("Step forward");
  await person.settled();
  expect(await person.picture("stage")).not.toBe(before[0]);
  for (let count = 0; count < 10; count += 1) await person.presses("Step back");
  await person.settled();
  expect((await person.position).step).toBe(2);
  expect([await person.picture("stage"), await person.picture("sequence")]).toEqual(before);
});

test("an address leads to its step, and follows the steps that are taken", async ({ page }) => {
  const person = new Person(page);
  await person.opens(`${S2}&step=5`);
  expect((await person.position).step).toBe(5);
  await person.presses("Step forward");
  await expect(page).toHaveURL(/\?s=s02a-multi-follower&step=6$/);
  await page.reload();
  await person.settled();
  await expect(person.player.locator(".where")).toContainText("step 6 of");
});

test("the scrubber says where it is and what happened there", async ({ page }) => {
  const person = new Person(page);
  await person.opens(`${S2}&step=3`);
  await expect(page.getByRole("slider", { name: "Step" })).toHaveAttribute(
    "aria-valuetext",
    /^step 3 of \d+: .+/,
  );
});

test("a row of the sequence diagram leads to its step", async ({ page }) => {
  const person = new Person(page);
  await person.opens(S2);
  const row = person.player.locator("svg.sequence rect.row").nth(3);
  const box = await row.boundingBox();
  if (!box) throw new Error("no row");
  await page.mouse.click(box.x + 4, box.y + box.height / 2);
  await expect.poll(async () => (await person.position).step).toBeGreaterThan(0);
});

test("Basic and Multi are one click apart, on the same requests", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic");
  const basic = await person.hash;
  await person.presses("Multi");
  await expect(person.button("Multi")).toHaveAttribute("aria-pressed", "true");
  expect(await person.scenario).toContain("protocol multi");
  expect(await person.scenario).toContain("c1 asks A: set x 1");
  await person.presses("Basic");
  expect(await person.scenario).toContain("protocol basic");
  await person.presses("As it was written");
  expect(await person.hash).toBe(basic);
});

test("a scenario is chosen from the list", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./");
  await person.presses("Scenarios");
  await page
    .getByRole("dialog")
    .getByRole("button", { name: /Duelling proposers/ })
    .click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Duelling proposers");
  await expect(page).toHaveURL(/\?s=s03-duel$/);
});

test("a name that is none says so and offers the nearest", async ({ page, complaints }) => {
  await page.goto("./?s=s03-dual");
  await expect(page.getByRole("alert")).toContainText("There is no scenario called “s03-dual”");
  await page.getByRole("button", { name: /Open “Duelling proposers”/ }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Duelling proposers");
  // The browser itself logs that there is no such file.
  expect(complaints.splice(0)).toEqual([expect.stringContaining("404")]);
});

test("with reduced motion a step is there at once", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  const person = new Person(page);
  await person.opens(S2);
  const time = await person.player.evaluate((element) => {
    const player = element as HTMLElement & { stepForward(): void; currentTime: number };
    player.stepForward();
    return player.currentTime;
  });
  expect(time).toBeCloseTo(0.9);
});

test("a run of ten thousand steps opens and scrubs, drawing what is visible", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./");
  const asks = Array.from({ length: 350 }, (_, n) => `at ${n * 60}ms c1 asks A: set x ${n}`);
  const text = ["# Long", "protocol multi", "replicas A B C D E", "leader A", ...asks, ""].join("\n");
  await person.writes(text);
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Long");
  const { stepCount } = await person.position;
  expect(stepCount).toBeGreaterThan(10_000);
  for (const part of [0.5, 0.97, 0.1]) {
    const step = Math.round(stepCount * part);
    await page.getByRole("slider", { name: "Step" }).fill(`${step}`);
    await expect(person.player.locator(".where")).toContainText(`step ${step} of`);
    await expect(person.player.locator("svg.sequence .arrow").first()).toBeAttached();
    expect(await person.player.locator("svg.sequence *").count()).toBeLessThan(8000);
  }
  const scroller = page.getByRole("region", { name: "Sequence diagram, scrolling" });
  await scroller.evaluate((element) => element.scrollTo(0, element.scrollHeight / 3));
  await expect
    .poll(() =>
      scroller.evaluate((element) => {
        const svg = element.querySelector("svg.sequence");
        const seen = element.getBoundingClientRect();
        const drawn = svg?.getBoundingClientRect();
        return drawn !== undefined && drawn.top <= seen.top + 60 && drawn.bottom >= seen.bottom - 60;
      }),
    )
    .toBe(true);
});

test("it plays to the next event, and pauses there", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s10-new-leader-fills-holes&step=20");
  await page.getByLabel("Speed").selectOption("16×");
  await person.presses("Play to the next event");
  await expect(person.button("Play")).toBeVisible();
  const { step } = await person.position;
  const markers = await person.player.evaluate(
    (element) => (element as HTMLElement & { markers: { step: number }[] }).markers,
  );
  expect(step).toBe(Math.min(...markers.map((marker) => marker.step).filter((at) => at > 20)));
});

test("the rule behind a step is explained, and Escape closes it", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s04-leader-dies-unchosen&step=2");
  const box = person.player.locator("#rule");
  await expect(box).toBeHidden();
  await person.button(/^Why\?/).click();
  await expect(box).toContainText("Paxos Made Simple");
  await page.keyboard.press("Escape");
  await expect(box).toBeHidden();
});

test("while it plays, a table that can't be seen waits until it is looked at, or until it pauses", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 400 });
  const person = new Person(page);
  await person.opens(`${S2}&step=2`);
  await person.scrollsDown();
  const ledger = person.player.locator("svg.ledger");
  await expect(ledger.locator("text")).not.toHaveCount(0);
  await page.evaluate(() => scrollTo(0, 0));
  const before = await ledger.innerHTML();
  await page.getByLabel("Speed").selectOption("2");
  await person.presses("Play");
  await expect.poll(async () => (await person.position).step).toBeGreaterThan(5);
  expect(await ledger.innerHTML()).toBe(before);
  await ledger.scrollIntoViewIfNeeded();
  await expect.poll(() => ledger.innerHTML()).not.toBe(before);
  await page.evaluate(() => scrollTo(0, 0));
  await page.keyboard.press("Space");
  await expect(person.button("Play")).toBeVisible();
  const { step } = await person.position;
  const tables = (of: Person) =>
    Promise.all(["ledger", "board"].map((name) => of.player.locator(`svg.${name}`).innerHTML()));
  const other = new Person(await page.context().newPage());
  await other.page.setViewportSize({ width: 1280, height: 400 });
  await other.opens(`${S2}&step=${step}`);
  await other.scrollsDown();
  await expect(other.player.locator("svg.board text")).not.toHaveCount(0);
  const wanted = await tables(other);
  await page.bringToFront();
  await expect.poll(() => tables(person)).toEqual(wanted);
});
