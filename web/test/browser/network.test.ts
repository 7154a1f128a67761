// Acting on the network as a whole, on what waits for a node, and by other ways than a click.

import { expect, test } from "./fixtures";
import { Person } from "./person";

const cuts = (person: Person) => person.player.locator("svg.stage .link.cut");

/** Where a thing is on the screen: its middle. */
async function middleOf(person: Person, selector: string): Promise<{ x: number; y: number }> {
  const box = await person.player.locator(selector).boundingBox();
  if (!box) throw new Error(`${selector} is not there`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

const nodeNamed = (name: string) => `svg.stage .node:has(.node-name:text-is("${name}")) circle.body`;

test("the network is cut in two by a chooser, and healed", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s11-minority-leader&step=4");
  await page.getByRole("button", { name: /^Network/ }).click();
  await person.menu().getByRole("menuitem", { name: "Cut the network in two…" }).click();
  const form = page.getByRole("dialog", { name: "Cut the network in two" });
  await expect(form.getByRole("checkbox", { name: "A" })).toBeFocused();
  await form.getByRole("checkbox", { name: "D" }).check();
  await expect(form).toContainText("cut A D | B C E");
  await form.getByRole("button", { name: "Cut" }).click();
  await expect(cuts(person)).toHaveCount(6);
  expect(await person.scenario).toContain("cut A D | B C E");
});

test("a partition with nobody on one side is not made", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=2");
  const before = await person.hash;
  await page.getByRole("button", { name: /^Network/ }).click();
  await person.menu().getByRole("menuitem", { name: "Cut the network in two…" }).click();
  const form = page.getByRole("dialog", { name: "Cut the network in two" });
  await form.getByRole("checkbox", { name: "A" }).uncheck();
  await expect(form.getByRole("status")).toHaveText("Leave at least one node on each side.");
  await form.getByRole("button", { name: "Cut" }).click();
  await expect(form).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(form).toHaveCount(0);
  await expect(page.getByRole("button", { name: /^Network/ })).toBeFocused();
  expect(await person.hash).toBe(before);
});

test("a node dragged away from the others is cut off; a little pull does nothing", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=2");
  await page.evaluate(() => scrollTo(0, 0));
  const { x, y } = await middleOf(person, nodeNamed("C"));
  const pull = async (by: number) => {
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x - by / 2, y, { steps: 3 });
    await page.mouse.move(x - by, y, { steps: 3 });
  };
  await pull(30);
  await page.mouse.up();
  await expect(cuts(person)).toHaveCount(0);
  await expect(person.menu()).toHaveCount(0);
  await pull(90);
  await page.keyboard.press("Escape");
  await page.mouse.up();
  await expect(cuts(person)).toHaveCount(0);
  await expect(person.menu()).toHaveCount(0);
  await pull(90);
  await expect(person.player.locator("#tip")).toHaveText("Let go to cut C off from A, B");
  await page.mouse.up();
  await expect(cuts(person)).toHaveCount(2);
  await expect(person.menu()).toHaveCount(0);
  expect(await person.scenario).toContain("cut C | A B");
});

test("a drag that began before its code was there goes on once it is, and one that ended opens no menu", async ({
  page,
}) => {
  let arrive = (): void => undefined;
  const here = new Promise<void>((done) => {
    arrive = done;
  });
  await page.route(/touched-.*\.js$/, async (route) => {
    await here;
    await route.continue();
  });
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=2");
  const { x, y } = await middleOf(person, nodeNamed("C"));
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 40, y, { steps: 3 });
  await page.mouse.up();
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.mouse.move(x - 40, y, { steps: 3 });
  arrive();
  const hint = person.player.locator("#tip");
  let by = 60;
  await expect
    .poll(async () => {
      by += 1;
      await page.mouse.move(x - by, y);
      return hint.textContent();
    })
    .toBe("Let go to cut C off from A, B");
  await expect(person.menu()).toHaveCount(0);
  await page.mouse.up();
  await expect(cuts(person)).toHaveCount(2);
  await expect(person.menu()).toHaveCount(0);
});

test("the network is held, driven by hand, and goes on by itself", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=3");
  const manual = page.getByRole("switch", { name: "Manual" });
  await expect(manual).toHaveAttribute("aria-checked", "false");
  await manual.click();
  await expect(manual).toHaveAttribute("aria-checked", "true");
  await expect(person.player.locator(".where")).toContainText("step 4 of 4");
  await expect(person.player.locator("#sentence")).toContainText("nothing arrives unless told");

  // What waits for C stands in its inbox.
  await page.getByRole("button", { name: "Node C" }).click();
  const inbox = person.menu().getByRole("group", { name: /Inbox/ });
  await inbox.getByRole("menuitem", { name: /^Accept / }).click();
  await person.menu().getByRole("menuitem", { name: "Deliver now" }).click();
  await expect(person.player.locator("#sentence")).toContainText("C");
  await expect(person.player.locator(".where")).toContainText("step 5 of 5");
  expect(await person.scenario).toMatch(/hold[\s\S]*deliver Accept/);

  await manual.click();
  await expect(manual).toHaveAttribute("aria-checked", "false");
  expect((await person.position).stepCount).toBeGreaterThan(6);
  await person.presses("To the end");
  const text = await person.scenario;
  expect(text).toContain("release");
  const hash = await person.hash;
  await person.opens("./?s=s01a-basic");
  await person.writes(text);
  await expect(page.locator(".hash")).toHaveText(hash);
});

test("the network is calmed from its menu", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=2");
  await page.getByRole("button", { name: /^Network/ }).click();
  await person.menu().getByRole("menuitem", { name: "A–B…" }).click();
  await person.menu().getByRole("menuitem", { name: "Lose half of A → B" }).click();
  await page.getByRole("button", { name: /^Network/ }).click();
  await person.menu().getByRole("menuitem", { name: "Calm the network" }).click();
  await expect(person.player.locator("#sentence")).toContainText("The network is calm");
  expect(await person.scenario).toMatch(/link A->B loss=50%[\s\S]*calm/);
});

test("a client is clicked and asks a node of one's choice", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower");
  await person.presses("To the end");
  await person.player.locator("svg.stage .client").first().click();
  await person.menu().getByRole("menuitem", { name: "Ask C…" }).click();
  await page.getByLabel("Command").fill("set y 7");
  await person.presses("Send");
  expect(await person.scenario).toContain("c1 asks C: set y 7");
});

for (const [what, step, selector] of [
  ["a node", 0, nodeNamed("A")],
  ["a message", 3, "svg.stage .message.accept"],
  ["a link", 0, "svg.stage .link:not(.client-link)"],
] as const) {
  test(`a right click on ${what} opens the same menu as a click`, async ({ page }) => {
    const person = new Person(page);
    await person.opens(`./?s=s02a-multi-follower&step=${step}`);
    const { x, y } = await middleOf(person, `${selector} >> nth=0`);
    const items = () => person.menu().getByRole("menuitem").allInnerTexts();
    await page.mouse.click(x, y);
    await expect(person.menu()).toBeVisible();
    const byClick = await items();
    expect(byClick.length).toBeGreaterThan(1);
    await page.keyboard.press("Escape");
    await expect(person.menu()).toHaveCount(0);
    await page.mouse.click(x, y, { button: "right" });
    await expect(person.menu()).toBeVisible();
    expect(await items()).toEqual(byClick);
  });
}

test.describe("with a finger", () => {
  test.use({ hasTouch: true, viewport: { width: 400, height: 800 } });

  test("a long press opens the menu, and letting go does not close it", async ({ page }) => {
    const person = new Person(page);
    await person.opens("./?s=s02a-multi-follower&step=3");
    const manual = page.getByRole("switch", { name: "Manual" });
    await manual.focus();
    await expect(person.player.locator("#board svg .target").first()).toBeAttached();
    const { x, y } = await middleOf(person, nodeNamed("B"));
    const touch = { pointerType: "touch", isPrimary: true, pointerId: 9, bubbles: true, composed: true };
    await person.player.locator(nodeNamed("B")).dispatchEvent("pointerdown", {
      ...touch,
      clientX: x,
      clientY: y,
      button: 0,
    });
    await expect(person.menu()).toBeVisible();
    await page.evaluate((of) => dispatchEvent(new PointerEvent("pointerup", of)), touch);
    await expect(person.menu()).toBeVisible();
  });
});
