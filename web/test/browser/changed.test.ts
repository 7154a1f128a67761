// A run that is not its scenario any more says so, and what of it was changed.

import { expect, test } from "./fixtures";
import { Person } from "./person";

test("a run that was changed is marked, says what was changed, and folds what the original shows", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=3");
  const intro = page.locator(".intro");
  await expect(intro.locator(".tag")).toHaveCount(0);
  await expect(intro.locator(".lede")).toBeVisible();
  await page.getByRole("button", { name: "Node C" }).click();
  await person.menu().getByRole("menuitem", { name: "Crash C", exact: true }).click();
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Multi-Paxos, request at a follower");
  await expect(intro.locator(".tag")).toHaveText("changed");
  await expect(intro).toContainText(/Changed: .*crash C/);
  await expect(intro.locator(".lede")).toBeHidden();
  await page.getByText("What the original shows").click();
  await expect(intro.locator(".lede")).toBeVisible();
  await person.presses("Reset");
  await expect(intro.locator(".tag")).toHaveCount(0);
  await expect(intro.locator(".lede")).toBeVisible();
});

test("a rule that is switched off is a change, and the way back is there", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s08-late-accept-refused&step=13");
  await person.button(/^Why\? accept checks promised/).click();
  await person.presses("Play this without R1");
  const intro = page.locator(".intro");
  await expect(intro).toContainText("Changed: R1 is off.");
  await expect(intro.locator(".lede")).toBeHidden();
  await person.presses("As it was written");
  await expect(intro.locator(".tag")).toHaveCount(0);
  await expect(page).toHaveURL(/\?s=s08-late-accept-refused$/);
});

test("a scenario of one's own is no change of another", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic");
  await person.writes("# Mine\nprotocol basic\nreplicas A B C\nat 0ms c1 asks A: set x 1\n");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mine");
  await expect(page.locator(".intro .tag")).toHaveCount(0);
});

test("where a rule was switched on, the notes are marked as the original's", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=r4a-adopt-reported-vote");
  await person.presses("To the end");
  const note = person.player.locator(".note-line");
  await expect(note).toContainText("x=2 is chosen as well");
  await expect(note).not.toContainText("Of the original");
  await person.presses("Switch it on");
  await expect(note).toContainText("Of the original:");
});
