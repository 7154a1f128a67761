// Rules that a run breaks: said, shown where they lead, and switched on again.

import { expect, test } from "./fixtures";
import { Person } from "./person";

// P1's late Accept reaches an acceptor that has promised P2's ballot.
const LATE_ACCEPT = `# A late Accept
protocol basic
proposers P1 P2
acceptors A1 A2 A3
network manual
rules R1=off
start P1: set x 1
deliver Prepare P1->A1 A2
deliver Promise A1 A2->P1
start P2 round 2: set x 2
deliver Prepare P2->A2 A3
deliver Promise A2 A3->P2
deliver Accept P1->A1 A2
deliver Accept P2->A2 A3
expect violation agreement at 14
`;

test("a run without a rule says so, and shows what breaks; the rule on, nothing does", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic");
  await person.writes(LATE_ACCEPT);
  const rules = page.getByRole("list", { name: "Rules that this run breaks" });
  await expect(rules).toContainText("R1 accept checks promised is off.");
  await expect(rules).toContainText("An Accept is checked against the ballot of the last vote");
  await person.seeks(13);
  const truths = page.locator(".truth-panel");
  await person.seeks(13);
  await expect(truths.locator('.violations [data-monitor="agreement"]')).toHaveCount(0);
  await person.seeks(14);
  const violation = truths.locator('.violations [data-monitor="agreement"]');
  await expect(violation).toContainText(
    "made “set x 2” chosen in 2.P2, though “set x 1” had been chosen in 1.P1",
  );
  await expect(violation).toContainText("R1 accept checks promised would have stopped it");
  await violation.hover();
  await expect(person.player.locator("svg.sequence .proof")).not.toHaveCount(0);
  await violation
    .getByRole("button", { name: /^Go to step/ })
    .first()
    .click();
  expect((await person.position).step).toBeLessThan(14);
  await person.seeks(14);

  await person.presses("Switch it on");
  await expect(rules).toHaveCount(0);
  expect(await person.scenario).not.toContain("rules");
  expect((await person.position).step).toBe(14);
  await expect(truths).toContainText(/All \d+ properties hold/);
});

test("where a rule makes no difference to a run, switching it off says so; where it does, it does not", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic&step=8");
  const rules = page.getByRole("list", { name: "Rules that this run breaks" });
  const plays = async () => {
    await person.button(/^Why\?/).click();
    await person.player.getByRole("button", { name: /^Play this without/ }).click();
  };
  await plays();
  await expect(rules).toContainText("Here it makes no difference: the run goes the same way.");
  await person.presses("Switch it on");
  await expect(rules).toHaveCount(0);
  await person.opens("./?s=s04-leader-dies-unchosen&step=14");
  await plays();
  await expect(rules).toContainText("is off.");
  await expect(rules).not.toContainText("no difference");
});

test("scenarios with a rule switched off are a list of their own, in the order of the rules", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic");
  await person.presses("Scenarios");
  const rules = page.getByRole("list", { name: "What each rule is for" });
  const titles = rules.getByRole("button").locator("b");
  await expect(titles.first()).toHaveText(/^R1 off/);
  await expect(titles.last()).toHaveText(/^M14 off/);
  const ids = (await titles.allTextContents()).map((title) => Number(title.match(/^[RM](\d+)/)?.[1]));
  const fromM = ids.lastIndexOf(1);
  expect(ids.slice(0, fromM)).toEqual(ids.slice(0, fromM).sort((a, b) => a - b));
  expect(ids.slice(fromM)).toEqual(ids.slice(fromM).sort((a, b) => a - b));

  await rules.getByRole("button", { name: "M8 off" }).click();
  await expect(page).toHaveTitle(/^M8 off/);
  await expect(page.getByRole("list", { name: "Rules that this run breaks" })).toContainText("M8");
});

test("a rule is switched off where it is explained, and its lack is seen", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s08-late-accept-refused&step=13");
  await person.button(/^Why\? accept checks promised/).click();
  await person.presses("Play this without R1");
  const rules = page.getByRole("list", { name: "Rules that this run breaks" });
  await expect(rules).toContainText("R1 accept checks promised is off.");
  expect(await person.scenario).toContain("rules R1=off");
  await person.seeks((await person.position).stepCount);
  await expect(page.locator('.violations [data-monitor="agreement"]')).toBeVisible();
});
