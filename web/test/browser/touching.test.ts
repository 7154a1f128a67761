import { expect, test } from "./fixtures";
import { Person } from "./person";

test("dropping a message by click changes the outcome, and the text reproduces it", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower");
  const before = await person.hash;
  const forward = person.player.locator("svg.stage .message.forward");
  await person.stepsUntil(async () => (await forward.count()) > 0);
  await forward.click();
  await expect(person.menu()).toBeVisible();
  await person.menu().getByRole("menuitem", { name: "Drop" }).click();
  await expect(person.menu()).toHaveCount(0);
  await expect(person.player.getByText("You changed this run.")).toBeVisible();
  await person.settled();
  const changed = await person.hash;
  expect(changed).not.toBe(before);
  const text = await person.scenario;
  expect(text).toContain("drop Forward");
  await expect(page).not.toHaveURL(/s=/);

  await page.getByLabel("Scenario text").fill(`${text} `);
  await person.presses("Apply");
  await expect(page.locator(".hash")).toHaveText(changed);

  await person.opens("./?s=s02a-multi-follower");
  await person.writes(text);
  await expect(page.locator(".hash")).toHaveText(changed);
});

test("reset brings the run back as it was", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=3");
  const before = await person.hash;
  await page.getByRole("button", { name: "Node C" }).click();
  await person.menu().getByRole("menuitem", { name: "Crash C", exact: true }).click();
  await expect(page.locator(".hash")).not.toHaveText(before);
  await expect(person.player.locator("svg.stage .node.down")).toHaveCount(1);
  await person.presses("Reset");
  await expect(page.locator(".hash")).toHaveText(before);
  await expect(page).toHaveURL(/s=s02a-multi-follower/);
});

test("a leader crashed by click is replaced", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower");
  const leader = person.player.locator("svg.stage .node.leader:not(.down)");
  const forward = person.player.locator("svg.stage .message.forward");
  await person.stepsUntil(async () => (await forward.count()) > 0);
  await leader.locator("circle.body").click({ position: { x: 8, y: 30 } });
  await person.menu().getByRole("menuitem", { name: "Crash B", exact: true }).click();
  await expect(person.player.locator("svg.stage .node.down")).toHaveCount(1);
  await person.presses("To the end");
  await expect(leader).toHaveCount(1);
  await expect(leader.locator(".node-name")).toHaveText(/^[AC]$/);
  await expect(page.locator(".state-panel")).toContainText("leader");
});

test("a request is sent to a node from its menu", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower");
  await person.presses("To the end");
  await page.getByRole("button", { name: "Node B" }).click();
  await person.menu().getByRole("menuitem", { name: "Send it a request…" }).click();
  await page.getByLabel("Command").fill("set y 9");
  await person.presses("Send");
  await person.presses("To the end");
  expect(await person.scenario).toMatch(/asks B: set y 9/);
  await expect(page.locator(".state-panel")).toContainText("y = 9");
});

test("a link is cut and healed from the network's menu", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=2");
  await page.getByRole("button", { name: /^Network/ }).click();
  await person.menu().getByRole("menuitem", { name: "A–B…" }).click();
  await person.menu().getByRole("menuitem", { name: "Cut A – B" }).click();
  await expect(person.player.locator("svg.stage .link.cut")).not.toHaveCount(0);
  expect(await person.scenario).toContain("cut A | B");
  await page.getByRole("button", { name: /^Network/ }).click();
  await person.menu().getByRole("menuitem", { name: "Heal every link" }).click();
  await expect(person.player.locator("svg.stage .link.cut")).toHaveCount(0);
  expect(await person.scenario).toContain("heal");
});

test("the keyboard alone steps, drops a message, crashes a leader and resets", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower");
  const focused = () =>
    page.evaluate(() => {
      let element = document.activeElement;
      while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
      return element?.getAttribute("aria-label") ?? element?.textContent?.trim() ?? "";
    });
  const tabTo = async (name: RegExp) => {
    for (let count = 0; count < 60; count += 1) {
      await page.keyboard.press("Tab");
      if (name.test(await focused())) return;
    }
    throw new Error(`the keyboard does not reach ${name}`);
  };
  await tabTo(/^Play$/);
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await expect(person.player.locator(".where")).toContainText("step 2 of");
  await page.keyboard.press("End");
  await page.keyboard.press("Home");
  await expect(person.player.locator(".where")).toContainText("step 0 of");
  await page.keyboard.press("k");
  await expect(person.button("Pause")).toBeVisible();
  await page.keyboard.press("k");
  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("?");
  await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  await page.keyboard.press("Escape");

  const before = await person.hash;
  await page.evaluate(() => scrollTo(0, 0));
  await tabToBar(person);
  await page.keyboard.press("End");
  expect(await focused()).toMatch(/^\w+→/);
  await page.keyboard.press("Enter");
  await expect(person.menu()).toBeVisible();
  await page.keyboard.press("Escape");
  expect(await focused()).toMatch(/^\w+→/);
  await page.keyboard.press("Enter");
  await page.keyboard.press("ArrowDown");
  expect(await focused()).toBe("Drop");
  await page.keyboard.press("Enter");
  await expect(page.locator(".hash")).not.toHaveText(before);
  // The message is gone: the row still has the focus.
  await expect.poll(focused).toMatch(/→|^Manual$/);

  await page.keyboard.press("Home");
  await page.keyboard.press("ArrowRight");
  expect(await focused()).toBe("Node B");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Home");
  await page.keyboard.press("c");
  expect(await focused()).toBe("Crash B");
  await page.keyboard.press("Enter");
  await expect(person.player.locator("svg.stage .node.down")).toHaveCount(1);
  await tabTo(/^Play/);
  await page.keyboard.press("End");
  await expect(person.player.locator("svg.stage .node.leader:not(.down) .node-name")).toHaveText(/^[AC]$/);

  await tabTo(/^Reset$/);
  await page.keyboard.press("Enter");
  await expect(page.locator(".hash")).toHaveText(before);

  async function tabToBar(one: Person): Promise<void> {
    await tabTo(/^(Node |Network|\w+→)/);
    await expect(one.player.getByRole("toolbar")).toBeVisible();
  }
});
