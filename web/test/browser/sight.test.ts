// The page at first sight, and on a phone: what it is, the sentence beside the transport, one view in the window.

import { readFile } from "node:fs/promises";
import { expect, test } from "./fixtures";
import { Person } from "./person";

const SIZES = [
  [1280, 900],
  [768, 1024],
  [320, 900],
  [320, 640],
] as const;

/** The steps of a run with the most to say: its golden transcript has a line for each thing that is noted. */
async function wordiest(slug: string): Promise<number[]> {
  const golden = new URL(`../../../crates/simulator/tests/golden/${slug}.txt`, import.meta.url);
  const said = new Map<number, number>();
  let step = 0;
  for (const line of (await readFile(golden, "utf8")).split("\n")) {
    step = Number(/^ *(\d+) +\d+ms /.exec(line)?.[1] ?? step);
    if (/^ +\. /.test(line)) said.set(step, (said.get(step) ?? 0) + line.trim().length);
  }
  return [...said]
    .sort(([, one], [, other]) => other - one)
    .slice(0, 25)
    .map(([step]) => step);
}

test("a first visit says what this is and what to do, until something is done", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./");
  const sentence = person.player.locator("#sentence");
  await expect(sentence).toHaveText("This is Paxos, message by message. Press play, or touch anything.");
  await expect(sentence).toBeInViewport({ ratio: 1 });
  await person.presses("Step forward");
  await expect(sentence).toContainText("c1");
  await person.presses("Step back");
  await expect(sentence).toHaveText("Nothing has happened yet.");
});

test("a scenario that was asked for by name begins with its question, or its first sentence if that is brief", async ({
  page,
}) => {
  const person = new Person(page);
  const sentence = person.player.locator("#sentence");
  await person.opens("./?s=s04-leader-dies-unchosen");
  await expect(sentence).toHaveText("Is x=1 chosen? Press play.");
  await person.opens("./?s=s03-duel");
  await expect(sentence).toHaveText("P1 and P2 take turns. Press play.");
  await person.presses("Step forward");
  await person.presses("Step back");
  await expect(sentence).toHaveText("Nothing has happened yet.");
  await person.opens("./?s=s16a-three-values-middle");
  await expect(sentence).toContainText("This is Paxos, message by message.");
});

test("the embed page welcomes, too, and says what the shapes mean", async ({ page }) => {
  await page.goto("./embed/?s=s01a-basic");
  const person = new Person(page);
  await expect(person.player.locator("#sentence")).toContainText("Press play, or touch anything.");
  await expect(person.player.getByRole("list", { name: "What the shapes mean" })).toBeVisible();
});

for (const [width, height] of SIZES) {
  test.describe(`at ${width} by ${height}`, () => {
    test.use({ viewport: { width, height } });

    test("the sentence and the buttons are seen together, and stay where they are from step to step", async ({
      page,
    }) => {
      const person = new Person(page);
      await person.opens("./?s=s07a-older-value-revives&step=21");
      const sentence = person.player.locator("#sentence");
      const play = page.getByRole("button", { name: /^Play/ }).first();
      const place = async () => {
        await expect(sentence).toBeInViewport({ ratio: 1 });
        await expect(play).toBeInViewport({ ratio: 1 });
        const isOnTop = await sentence.evaluate((element) => {
          const { left, top, height: high } = element.getBoundingClientRect();
          const root = element.getRootNode() as ShadowRoot;
          return element.contains(root.elementFromPoint(left + 12, top + high / 2));
        });
        expect(isOnTop, "nothing covers the sentence").toBe(true);
        return play.boundingBox();
      };
      const before = await place();
      for (const step of [20, 14, 5, 1, 0]) {
        await person.seeks(step);
        expect(await place()).toEqual(before);
      }
    });

    test("what follows from the sentence is not covered once it is scrolled to", async ({ page }) => {
      const person = new Person(page);
      await person.opens("./?s=s07a-older-value-revives&step=21");
      const why = person.button(/^Why\?/);
      await why.evaluate((element) => element.scrollIntoView({ block: "center" }));
      await why.click();
      await expect(person.player.locator("#rule")).toBeInViewport({ ratio: 1 });
    });
  });
}

// These need no first sight: one page, at one size after the other.

test("what the keyboard reaches is not under the buttons that stick", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s10-new-leader-fills-holes&step=20");
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    await person.scrollsDown();
    await page.evaluate(() => scrollTo(0, 0));
    await page.locator(".wordmark").focus();
    const covered: string[] = [];
    for (let count = 0; count < 70; count += 1) {
      await page.keyboard.press("Tab");
      const under = await person.player.evaluate((player) => {
        const root = player.shadowRoot;
        const focused = root?.activeElement ?? document.activeElement;
        const dock = root?.querySelector(".dock");
        if (!focused || !dock || dock.contains(focused) || focused === document.body) return null;
        const [one, other] = [focused.getBoundingClientRect(), dock.getBoundingClientRect()];
        // What is higher than the window can't be shown as a whole.
        const isUnder = one.top > other.top - 2 && one.bottom < other.bottom + 2;
        return isUnder ? focused.outerHTML.slice(0, 80) : null;
      });
      if (under !== null) covered.push(under);
    }
    expect(covered, `at ${width} by ${height}`).toEqual([]);

    // To get to the buttons themselves moves nothing.
    await page.evaluate(() => scrollTo(0, 0));
    await person.button("Step back").focus();
    expect(await page.evaluate(() => scrollY)).toBe(0);
  }
});

test("a view alone has the whole window, with the transport, and Escape leaves it", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s10-new-leader-fills-holes&step=20");
  for (const [width, height] of SIZES) {
    await page.setViewportSize({ width, height });
    for (const view of ["Stage", "Sequence", "Ledger", "Board"]) {
      await person.presses(`${view} alone`);
      await expect.poll(() => person.player.boundingBox()).toEqual({ x: 0, y: 0, width, height });
      await expect(person.player.locator("section.card")).toBeInViewport({ ratio: 1 });
      await expect(person.button("Play")).toBeInViewport({ ratio: 1 });
      await person.presses("Step forward");
      await page.keyboard.press("Escape");
      await expect(person.player.locator("section.card")).toHaveCount(4);
    }
  }
});

// The height of the window changes nothing of what a sentence needs.
for (const width of new Set(SIZES.map(([width]) => width))) {
  test.describe(`at ${width} px`, () => {
    test.use({ viewport: { width, height: 800 } });

    test("the longest sentences have room, beside the way to the next scenario, too", async ({ page }) => {
      const person = new Person(page);
      const cutAt = (steps: number[]) =>
        person.player.evaluate(async (element, steps) => {
          const player = element as HTMLElement & {
            seekToStep(step: number): void;
            updateComplete: Promise<unknown>;
          };
          const sentence = player.shadowRoot?.querySelector("#sentence");
          const found: string[] = [];
          for (const step of steps) {
            player.seekToStep(step);
            await player.updateComplete;
            if (!sentence || sentence.scrollHeight > sentence.clientHeight + 1)
              found.push(sentence?.textContent.trim() ?? "nothing is said");
          }
          return found;
        }, steps);
      for (const slug of ["s03-duel", "s10-new-leader-fills-holes", "s18-churn", "s21-votes-let-go"]) {
        await person.opens(`./?s=${slug}`);
        expect(await cutAt(await wordiest(slug)), slug).toEqual([]);
      }
      for (const slug of ["r4a-adopt-reported-vote", "r12b-learner-holds-another-value"]) {
        await person.opens(`./?s=${slug}`);
        await person.presses("To the end");
        await expect(page.locator(".next")).toBeVisible();
        expect(await cutAt([(await person.position).stepCount]), slug).toEqual([]);
      }
    });
  });
}

test.describe("on a laptop", () => {
  test.use({ viewport: { width: 1280, height: 900 } });

  for (const [slug, step, why] of [
    ["s04-leader-dies-unchosen", 14, /nothing else is safe\.$/],
    ["s07c-highest-ballot-wins", 17, /and would have been told\.$/],
  ] as const) {
    test(`in ${slug} picture, sentence and the whole reason are seen at once`, async ({ page }) => {
      const person = new Person(page);
      await person.opens(`./?s=${slug}&step=${step}`);
      await page.mouse.move(200, 200);
      await page.mouse.move(210, 200);
      const ground = person.player.locator(".adoption .words");
      await expect(ground).toHaveText(why);
      for (const part of [ground, person.player.locator("#sentence"), person.player.locator("svg.stage")])
        await expect(part).toBeInViewport({ ratio: 1 });
      const grounds = person.player.locator(".grounds");
      const [box, words] = [await grounds.boundingBox(), await ground.boundingBox()];
      expect(words && box && words.y + words.height <= box.y + box.height + 1).toBe(true);
      if (slug !== "s04-leader-dies-unchosen") return;
      const note = await grounds.locator(".note-line").boundingBox();
      expect(note && box && note.y + note.height <= box.y + box.height, "its note is not cut").toBe(true);
    });
  }
});

test("a long description is folded until somebody reads on, and a short one is there as a whole", async ({
  page,
}) => {
  await page.setViewportSize({ width: 1280, height: 900 });
  const person = new Person(page);
  await person.opens("./?s=s20-lone-learner-dies");
  const about = page.locator(".lede");
  const low = (await about.boundingBox())?.height ?? 0;
  await expect(person.player.locator(".touch-bar")).toBeInViewport({ ratio: 1 });
  await person.presses("Read on");
  await expect.poll(async () => (await about.boundingBox())?.height ?? 0).toBeGreaterThan(low * 2);
  for (const address of ["./", "./?s=s04-leader-dies-unchosen"]) {
    await person.opens(address);
    await expect(person.button("Read on")).toBeHidden();
  }
});

test.describe("on a phone", () => {
  test.use({ viewport: { width: 320, height: 640 } });

  test("a useful part of the figure is seen at first, and all of the text is one touch away", async ({
    page,
  }) => {
    const person = new Person(page);
    await person.opens("./");
    const stage = await person.player.locator("svg.stage").boundingBox();
    const dock = await person.player.locator(".dock").boundingBox();
    if (!stage || !dock) throw new Error("nothing is drawn");
    expect(dock.y - stage.y).toBeGreaterThan(220);
    const about = page.locator(".lede");
    const low = (await about.boundingBox())?.height ?? 0;
    await person.presses("Read on");
    await expect.poll(async () => (await about.boundingBox())?.height ?? 0).toBeGreaterThan(low * 2);
    await expect(about).toContainText("until the client has its answer.");
    await expect(person.button("Read on")).toHaveCount(0);
  });

  test("who steps on sees all of the figure above the buttons, and what is done there moves nothing under them", async ({
    page,
  }) => {
    const person = new Person(page);
    await person.opens("./?s=s02b-multi-leader");
    const edges = async (selector: string) => {
      const box = await person.player.locator(selector).boundingBox();
      if (!box) throw new Error(`${selector} is not drawn`);
      return { top: box.y, bottom: box.y + box.height };
    };
    const covered = async () => (await edges("svg.stage")).bottom - (await edges(".dock")).top;
    expect(await covered()).toBeGreaterThan(0);
    await person.presses("Step forward");
    await expect.poll(covered).toBeLessThanOrEqual(0);
    const { top } = await edges(".stage-card");
    expect(top).toBeGreaterThanOrEqual(0);
    await person.presses("Node C");
    await person.menu().getByRole("menuitem", { name: "Crash C", exact: true }).click();
    await expect(person.button("Undo")).toBeAttached();
    await expect.poll(async () => Math.round((await edges(".stage-card")).top - top)).toBe(0);
  });

  test("what the shapes mean is behind a button, and Escape closes it", async ({ page }) => {
    const person = new Person(page);
    await person.opens("./");
    const meaning = person.player.getByRole("list", { name: "What the shapes mean" });
    await expect(meaning).toBeHidden();
    await person.presses("What the shapes mean");
    await expect(meaning).toContainText("request");
    await expect(meaning).toBeInViewport({ ratio: 1 });
    await page.keyboard.press("Escape");
    await expect(meaning).toBeHidden();
  });

  test("the row of messages fades where it goes on, and no more at its end", async ({ page }) => {
    const person = new Person(page);
    await person.opens("./?s=s10-new-leader-fills-holes&step=20");
    const row = person.player.getByRole("toolbar");
    const mask = () => row.evaluate((element) => getComputedStyle(element).maskImage);
    await expect.poll(mask).toContain("270deg");
    await row.evaluate((element) => element.scrollTo(element.scrollWidth, 0));
    await expect.poll(mask).toContain("(90deg");
    await page.setViewportSize({ width: 1280, height: 900 });
    await person.opens("./");
    await expect.poll(mask).toBe("none");
  });
});

test("in a low and wide window the sentence and the buttons stand beside the whole figure", async ({
  page,
}) => {
  const person = new Person(page);
  for (const [width, height] of [
    [720, 420],
    [844, 420],
    [560, 480],
  ] as const) {
    await page.setViewportSize({ width, height });
    await person.opens("./embed/?s=s03-duel&step=8");
    for (const circle of await person.player.locator("svg.stage .node circle.body").all())
      await expect(circle).toBeInViewport({ ratio: 0.99 });
    const dock = person.player.locator(".dock");
    await expect(dock).toBeInViewport({ ratio: 1 });
    for (const name of ["Play", "To the end", "Run until…"])
      await expect(person.button(name)).toBeInViewport({ ratio: 1 });
    const [figure, told] = [
      await person.player.locator(".stage-card").boundingBox(),
      await dock.boundingBox(),
    ];
    if (!figure || !told) throw new Error("nothing is drawn");
    expect(told.x).toBeGreaterThanOrEqual(figure.x + figure.width);
    const wide = await dock.evaluate((element) => element.scrollWidth - element.clientWidth);
    expect(wide, "nothing sticks out").toBeLessThanOrEqual(0);
  }
});

test.describe("in a very short window", () => {
  test.use({ viewport: { width: 320, height: 256 } });

  test("nothing sticks over what is read", async ({ page }) => {
    const person = new Person(page);
    await person.opens("./?s=s04-leader-dies-unchosen&step=8");
    await page.getByRole("button", { name: "Sequence alone" }).scrollIntoViewIfNeeded();
    await page.mouse.wheel(0, 200);
    await expect(person.player.locator(".sequence-card")).toBeInViewport();
    await expect(person.player.locator("#sentence")).not.toBeInViewport();
    await expect(person.button("Play")).not.toBeInViewport();
  });
});

test("a view alone gives way when the focus goes on to what is under it", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic&step=5");
  await person.presses("Board alone");
  await page.getByRole("button", { name: "Share" }).focus();
  await expect(person.player.locator("section.card")).toHaveCount(4);
  await expect(page.getByRole("button", { name: "Share" })).toBeFocused();
});

test("in print there are the figures, what the shapes mean and the sentence, and no buttons", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s07a-older-value-revives&step=21");
  await page.mouse.move(200, 200);
  await expect(person.player.locator("svg.board text")).not.toHaveCount(0);
  await page.emulateMedia({ media: "print" });
  await expect(person.player.locator("#sentence")).toBeVisible();
  await expect(person.player.getByRole("list", { name: "What the shapes mean" })).toBeVisible();
  for (const name of ["Share", "Scenarios", "Step forward", "Stage alone", "Node A1"])
    await expect(person.button(name)).toBeHidden();
  // All of the diagram, not what the screen had room for.
  const [drawn, box] = await person.player.locator(".scroller").evaluate((element) => {
    return [element.scrollHeight, element.clientHeight];
  });
  expect(drawn).toBe(box);
});
