// Four views of one moment.

import { expect, test } from "./fixtures";
import { Person } from "./person";

test("the ledger shows what is chosen before anybody knows it, and what waits for a gap", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s10-new-leader-fills-holes");
  await person.seeks(20);
  const ledger = person.player.locator("svg.ledger");
  const row = (slot: number) => ledger.locator(".table-row", { hasText: `#${slot}` });
  await expect(row(135)).toContainText("✓ set a 1");
  await expect(row(135)).toContainText("nobody knows");
  await expect(row(135)).toContainText("gap");
  await expect(row(136)).not.toContainText("✓");
  await person.seeks((await person.position).stepCount);
  await expect(ledger.locator(".gap")).toHaveCount(0);
});

test("the board says what the next ballot must propose, and of any slot that is clicked", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s07a-older-value-revives&step=14");
  const board = person.player.locator("svg.board");
  await expect(board).toContainText("A quorum with A2 must propose “set x 2”");
  await expect(board.locator(".table-row")).toHaveCount(3);

  await person.opens("./?s=s10-new-leader-fills-holes&step=20");
  await expect(board.locator(".slot")).toHaveText("#135");
  await person.player.locator("svg.ledger .table-row", { hasText: "#139" }).locator("text").first().click();
  await expect(board.locator(".slot")).toHaveText("#139");
});

test("a view alone is large, and all come back", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic&step=5");
  const stage = person.player.locator(".stage-card");
  const before = (await stage.boundingBox())?.width ?? 0;
  await person.button("Stage alone").click();
  await expect(person.player.locator(".sequence-card, .ledger-card, .board-card")).toHaveCount(0);
  await expect.poll(async () => (await stage.boundingBox())?.width ?? 0).toBeGreaterThan(before * 1.5);
  await expect(person.button("Stage alone")).toBeFocused();
  await page.keyboard.press("Enter");
  await expect(person.player.locator("section.card")).toHaveCount(4);
  expect((await person.position).step).toBe(5);
});

test("a table alone has larger letters, and those it had when it comes back", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s10-new-leader-fills-holes&step=26");
  await person.scrollsDown();
  for (const name of ["Ledger", "Board"]) {
    const word = person.player.locator(`svg.${name.toLowerCase()} text`).first();
    const height = async () => (await word.boundingBox())?.height ?? 0;
    const before = await height();
    await person.presses(`${name} alone`);
    await expect.poll(height).toBeGreaterThan(before * 1.3);
    await person.presses(`${name} alone`);
    await expect.poll(height).toBe(before);
  }
});

test("what is pointed at in one view lights up in the others", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=9");
  await person.player.locator("svg.stage .node").first().hover();
  await expect(person.player.locator("svg.ledger .cell.lit")).not.toHaveCount(0);
  await expect(person.player.locator("svg.board .cell.lit")).not.toHaveCount(0);
  await expect(person.player.locator("svg.stage .node.lit")).toHaveCount(1);
});
