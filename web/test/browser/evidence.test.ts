// Why something is so: in words, and drawn on all views.

import type { Locator } from "@playwright/test";
import { expect, test } from "./fixtures";
import { Person } from "./person";

/** What rests on it, as the figures are marked: how many things, and how many of them all hangs on. */
function marked(person: Person, view: string): { all: Locator; main: Locator } {
  const svg = person.player.locator(`svg.${view}`);
  return { all: svg.locator(".rests"), main: svg.locator(".rests-main") };
}

function evidence(person: Person): Locator {
  return person.player.getByRole("list", { name: "What this rests on" });
}

/** In the ledger or on the board, the cell of a column that a row has. */
async function columnsOf(cells: Locator): Promise<number[]> {
  return cells.evaluateAll((found) =>
    found.map((cell) => [...(cell.parentElement?.querySelectorAll(".cell") ?? [])].indexOf(cell)),
  );
}

test("an adoption shows the promises that were counted, and the vote that binds, on every view", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s04-leader-dies-unchosen&step=14");
  const why = evidence(person);
  await expect(why).toContainText("A1 and A2 promised 2.P2: two of three are a quorum.");
  await expect(why).toContainText("For all it knows, A3 voted so too, and set x 1 is chosen already");
  for (const view of ["stage", "sequence", "ledger", "board"])
    await expect(marked(person, view).all).toHaveCount(0);

  await why.getByRole("button", { name: "Why this value" }).hover();
  const [stage, sequence] = [marked(person, "stage"), marked(person, "sequence")];
  await expect(stage.all.and(person.player.locator(".node"))).toHaveCount(2);
  await expect(sequence.main).toHaveCount(1);
  await expect(sequence.all.locator("line.hit")).toHaveCount(2);
  // Of the ledger and the board the vote of A1 at 1.P1, and no other vote.
  const board = marked(person, "board");
  await expect(board.main).toHaveCount(1);
  expect(await columnsOf(board.main)).toEqual([0]);
  await expect(board.all).toHaveCount(3);
  await expect(marked(person, "ledger").main).toHaveCount(1);

  await person.player.locator(".where").hover();
  await expect(stage.all).toHaveCount(0);
  await expect(board.all).toHaveCount(0);

  await person.player.locator("#sentence").hover();
  await expect(board.all).toHaveCount(3);
  await person.player.locator(".where").hover();
  await expect(board.all).toHaveCount(0);
});

test("a refusal shows the promise that stands against it, by the keyboard too, and goes there", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s08-late-accept-refused&step=12");
  const why = evidence(person).getByRole("button", { name: "Why it refuses" });
  await expect(why).toContainText("A2 promised 2.P2 in step 7, and 1.P1 is lower.");
  await why.focus();
  const board = marked(person, "board");
  await expect(board.main).toHaveCount(1);
  expect(await columnsOf(board.main)).toEqual([1]);
  await expect(marked(person, "sequence").main).toHaveCount(1);
  await page.keyboard.press("Enter");
  await expect(why).toHaveAttribute("aria-pressed", "true");
  await person.player.locator(".player").focus();
  await expect(board.main).toHaveCount(1);
  await evidence(person).getByRole("button", { name: "Go to step 7" }).click();
  expect((await person.position).step).toBe(7);
  await expect(marked(person, "board").all).toHaveCount(0);
});

test("a choice shows its votes acceptor by acceptor, where it is said and where it is drawn", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s04-leader-dies-unchosen&step=16");
  await expect(evidence(person)).toContainText("A1 and A2 voted for set x 1 in #1 at 2.P2");
  await evidence(person).getByRole("button", { name: "Chosen" }).hover();
  const board = marked(person, "board");
  expect(await columnsOf(board.main)).toEqual([0, 1]);
  const ledger = marked(person, "ledger");
  await expect(ledger.main).toHaveCount(2);
  await expect(marked(person, "sequence").main).not.toHaveCount(0);

  // The band across the sequence, and the slot in the ledger, know it as well.
  await person.seeks(18);
  await expect(ledger.main).toHaveCount(0);
  await person.player.locator("svg.sequence .across", { hasText: "chosen" }).hover();
  await expect(ledger.main).toHaveCount(2);
  await person.player.locator("svg.ledger .table-text.chosen").first().hover();
  await expect(ledger.main).toHaveCount(2);
});

test("a message shows what made its sender send it", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s08-late-accept-refused&step=17");
  await expect(evidence(person)).toContainText("A2 promised 2.P2 in step 7, and refused 1.P1.");
  await person.player.locator("svg.sequence text.label", { hasText: "Nack" }).hover();
  const board = marked(person, "board");
  await expect(board.main).toHaveCount(1);
  expect(await columnsOf(board.main)).toEqual([1]);
});

test("of a new leader the first lines are there, and the others open", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s10-new-leader-fills-holes&step=26");
  await expect(evidence(person).getByRole("listitem")).toHaveCount(3);
  await expect(evidence(person)).toContainText("C reports a vote for set a 1 in #135 at 1.A");
  await person.player.getByText("2 more").click();
  await expect(person.player.getByRole("list", { name: "What else it rests on" })).toContainText(
    "None of them reports a vote in #136.",
  );
});

test("what a step rests on has its place under the sentence, which is as high with it as without", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s04-leader-dies-unchosen&step=12");
  await expect(person.player.locator("#sentence paxos-term").first()).toBeVisible();
  const height = async () => (await person.player.locator(".dock").boundingBox())?.height;
  const without = await height();
  await person.seeks(14);
  await expect(evidence(person)).toBeVisible();
  expect(await height()).toBe(without);
});

test("what is tapped stays drawn until it is tapped again", async ({ browser, baseURL }) => {
  const context = await browser.newContext({
    viewport: { width: 320, height: 700 },
    hasTouch: true,
    ...(baseURL === undefined ? {} : { baseURL }),
  });
  const page = await context.newPage();
  const person = new Person(page);
  await person.opens("./?s=s08-late-accept-refused&step=12");
  await page.locator(".wordmark").evaluate(() => document.dispatchEvent(new Event("pointerdown")));
  await person.scrollsDown();
  const why = evidence(person).getByRole("button", { name: "Why it refuses" });
  await why.tap();
  await expect(marked(person, "sequence").main).toHaveCount(1);
  await page.mouse.move(5, 5);
  await expect(marked(person, "sequence").main).toHaveCount(1);
  await why.tap();
  await page.locator("h1").first().tap();
  await expect(marked(person, "sequence").main).toHaveCount(0);
  await context.close();
});

test("a diagnosis and a violation light up what happened in their steps", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s03-duel&step=48");
  await person.scrollsDown();
  const duel = page.locator('[data-diagnosis="duel"]');
  await duel.hover();
  await expect(person.player.locator("svg.sequence .proof")).not.toHaveCount(0);
  await expect(marked(person, "sequence").all).not.toHaveCount(0);
  await page.locator("#truth-title").hover();
  await expect(person.player.locator("svg.sequence .proof")).toHaveCount(0);

  await person.opens("./?s=r4a-adopt-reported-vote&step=14");
  await person.scrollsDown();
  const violation = page.locator('.violations [data-monitor="agreement"]');
  await violation.getByRole("button").first().focus();
  await expect(person.player.locator("svg.board .rests")).toHaveCount(4);
  expect(await columnsOf(marked(person, "board").main)).toEqual([2]);
});

test("every monitor says what it looks at and who says so; a broken one shows its proof", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=r4a-adopt-reported-vote&step=13");
  await person.scrollsDown();
  const panel = page.locator(".truth-panel");
  await panel.locator("summary").first().click();
  const monitors = panel.locator(".monitors > li");
  await expect(monitors).toHaveCount(17);
  for (const text of await monitors.locator(".looks-at").allTextContents())
    expect(text).toMatch(/Looks at: \S.{20,}/);
  const agreement = panel.locator('.monitors [data-monitor="agreement"]');
  await expect(agreement.getByRole("img", { name: "holds" })).toBeVisible();
  await agreement.locator("summary").click();
  await expect(agreement).toContainText("Every vote ever cast");
  await expect(agreement).toContainText("Paxos Made Simple 2.1");

  await person.seeks(14);
  await expect(agreement.getByRole("img", { name: "broken" })).toBeVisible();
  await agreement.getByRole("button", { name: "Go to step 6" }).click();
  expect((await person.position).step).toBe(6);
});

test("a node is looked into from the stage: what is on its disk, and what a crash takes", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s04-leader-dies-unchosen&step=11");
  await page.getByRole("button", { name: "Node A1" }).click();
  await person.menu().getByRole("menuitem", { name: "Look inside it" }).click();
  await expect(page.getByRole("button", { name: "Inside A1" })).toBeFocused();
  const disk = page.getByRole("region", { name: "On its disk" });
  await expect(disk).toContainText("#1: 2.P2");
  await expect(disk).toContainText("#1 set x 1 @1.P1");
  await expect(disk).toBeInViewport();
  const memory = page.getByRole("region", { name: "In its memory" });
  await expect(memory).not.toContainText("1.P1");
  await page.getByRole("button", { name: "Inside P1, down" }).click();
  await expect(memory).toContainText("nothing: it is down");
});

test("the words of the field are explained where they stand, each once", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s04-leader-dies-unchosen&step=11");
  const sentence = person.player.locator("#sentence");
  await expect(sentence.locator("paxos-term")).toHaveText(["promises", "ballot", "vote"]);
  const promises = sentence.getByRole("button", { name: "promises" });
  const meaning = sentence.getByText("An acceptor’s word to take part in no lower ballot");
  await expect(meaning).toBeHidden();
  await promises.hover();
  await expect(meaning).toBeVisible();
  await expect(sentence.getByText("Popular tellings say that it carries the agreed value.")).toBeVisible();
  await person.player.locator(".where").hover();
  await expect(meaning).toBeHidden();

  await promises.click();
  await person.player.locator(".where").hover();
  await expect(meaning).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(meaning).toBeHidden();
  await expect(promises).toBeFocused();

  // The next step has other words in the same places.
  await promises.press("Enter");
  await expect(meaning).toBeVisible();
  await person.seeks(14);
  await expect(person.player.getByRole("tooltip")).toHaveCount(0);

  await person.player.locator(".board-card").getByRole("button", { name: "Board", exact: true }).click();
  await expect(person.player.getByText("Ballot by acceptor, for one slot")).toBeVisible();
  await person.scrollsDown();
  await page.locator(".state-panel thead").getByRole("button", { name: "promised" }).click();
  await expect(page.locator(".state-panel").getByText("An acceptor’s word to take part")).toBeVisible();
});

test("where popular tellings say it differently, the rule says so", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s08-late-accept-refused&step=12");
  await person.button(/^Why\? accept checks promised/).click();
  await expect(person.player.locator("#rule")).toContainText(
    "Popular tellings say that it compares with the highest proposal that it has accepted.",
  );
});

test("a word's meaning stays while the pointer is on it, and Escape closes it wherever the focus is", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s04-leader-dies-unchosen&step=11");
  const sentence = person.player.locator("#sentence");
  const meaning = sentence.getByText("An acceptor’s word to take part in no lower ballot");
  await sentence.getByRole("button", { name: "promises" }).hover();
  await expect(meaning).toBeVisible();
  const box = await meaning.boundingBox();
  if (!box) throw new Error("no bubble");
  await page.mouse.move(box.x + 20, box.y + box.height / 2, { steps: 4 });
  await expect(meaning).toBeVisible();
  await page.mouse.move(box.x + 40, box.y + box.height / 2);
  await expect(meaning).toBeVisible();

  // The pointer opened it, and the focus is somewhere else.
  await person.button("Share").focus();
  await page.keyboard.press("Escape");
  await expect(meaning).toBeHidden();
});

for (const height of [640, 300]) {
  test.describe(`in a window ${height} px high`, () => {
    test.use({ viewport: { width: 320, height } });

    test("rules and words are explained within it", async ({ page }) => {
      const person = new Person(page);
      await person.opens("./?s=s08-late-accept-refused&step=13");
      for (const block of ["start", "end"] as const) {
        const why = person.button(/^Why\?/);
        await why.evaluate((element, at) => element.scrollIntoView({ block: at }), block);
        await why.dispatchEvent("click");
        await expect(person.player.locator("#rule p").first()).toBeAttached();
        await expect(person.player.locator("#rule")).toBeInViewport({ ratio: 1 });
        await page.keyboard.press("Escape");
        await why.press("Escape");
        const word = person.player.locator(".board-card").getByRole("button", { name: "Board", exact: true });
        await word.evaluate((element, at) => element.scrollIntoView({ block: at }), block);
        await word.dispatchEvent("click");
        await expect(person.player.getByRole("tooltip")).toBeInViewport({ ratio: 1 });
        await page.keyboard.press("Escape");
        await expect(person.player.getByRole("tooltip")).toHaveCount(0);
      }
    });
  });
}

for (const [width, height] of [
  [1280, 900],
  [768, 1024],
  [320, 900],
] as const) {
  test.describe(`at ${width} by ${height}`, () => {
    test.use({ viewport: { width, height } });

    test("why a value must be proposed, and what is broken, is said in full", async ({ page }) => {
      const person = new Person(page);
      for (const [address, kind] of [
        ["./?s=s04-leader-dies-unchosen&step=14", "Why this value"],
        ["./?s=r1-accept-checks-promised&step=14", "Proof"],
      ] as const) {
        await person.opens(address);
        const reason = evidence(person).getByRole("listitem").filter({ hasText: kind }).first();
        await reason.scrollIntoViewIfNeeded();
        const room = await reason.evaluate((line) => {
          const words = line.querySelector(".words")?.getBoundingClientRect();
          return words ? line.getBoundingClientRect().right - words.right : -1;
        });
        expect(room, kind).toBeGreaterThanOrEqual(0);
      }
    });
  });
}
