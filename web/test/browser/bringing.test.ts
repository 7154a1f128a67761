// What is brought to the page by paste and drop, and that nothing of one's own is lost by it.

import { crc32 } from "node:zlib";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { Person } from "./person";

const MINE =
  "# Mine\nprotocol multi\nreplicas A B C\nleader B\nat 0ms c1 asks A: set x 1\nexpect answered 1\n";

test.use({ permissions: ["clipboard-read", "clipboard-write"] });

/** Ctrl+V, wherever the focus is. */
async function pastes(page: Page, text: string): Promise<void> {
  await page.evaluate((words) => navigator.clipboard.writeText(words), text);
  await page.keyboard.press("Control+v");
}

/** Drops on the page what another program hands over. */
async function drops(page: Page, data: Record<string, string>, file?: { name: string; text: string }) {
  await page.evaluate(
    ([parts, given]) => {
      const transfer = new DataTransfer();
      for (const [type, text] of Object.entries(parts)) transfer.setData(type, text);
      if (given) transfer.items.add(new File([given.text], given.name, { type: "text/plain" }));
      const init = { bubbles: true, cancelable: true, composed: true, dataTransfer: transfer };
      document.querySelector("h1")?.dispatchEvent(new DragEvent("drop", init));
    },
    [data, file] as const,
  );
}

const inject = (person: Person, action: string) =>
  person.player.evaluate(
    (element, what) => (element as HTMLElement & { inject(a: string): void }).inject(what),
    action,
  );

const title = (page: Page) => page.getByRole("heading", { level: 1 });
const notice = (page: Page) => page.locator(".brought");

/** A link to a run of one's own, at step 7. */
async function ownLink(person: Person): Promise<string> {
  await person.opens("./");
  await pastes(person.page, MINE);
  await expect(title(person.page)).toHaveText("Mine");
  await person.seeks(7);
  await expect(person.page).toHaveURL(/#1.*&step=7/);
  return person.page.url();
}

test("a pasted scenario is opened, and one click leads back to the run with what was done to it", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=5");
  await inject(person, "crash B");
  await person.seeks(2);
  await inject(person, "crash C");
  const [before, text] = [await person.hash, await person.scenario];
  await pastes(page, MINE);
  await expect(title(page)).toHaveText("Mine");
  await expect(notice(page)).toContainText("You pasted this run.");
  await expect(page.locator(".intro .tag")).toHaveCount(0);
  const mine = await person.hash;

  await notice(page)
    .getByRole("button", { name: /^Back to/ })
    .click();
  await expect(page.locator(".hash")).toHaveText(before);
  expect(await person.scenario).toBe(text);
  await expect(person.player.getByRole("list", { name: "Branches" }).getByRole("listitem")).toHaveCount(3);
  await person.presses("Undo");
  await expect(page.locator(".hash")).not.toHaveText(before);

  await notice(page).getByRole("button", { name: "Back to “Mine”" }).click();
  await expect(page.locator(".hash")).toHaveText(mine);
  await page.getByRole("button", { name: "Close this notice" }).click();
  await expect(notice(page)).toHaveCount(0);
});

test("a pasted text that is no scenario stays as a draft, and what was written before is kept", async ({
  page,
}) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic");
  const before = await person.hash;
  await page.getByLabel("Scenario text").fill("protocol multi\n# half done");
  await page.getByLabel("Scenario text").blur();
  await pastes(page, "replicas A B C\nprotocol nonsense\n");
  await expect(page.getByLabel("Scenario text")).toHaveValue("replicas A B C\nprotocol nonsense\n");
  await expect(page.locator("#text-problem")).toContainText("line 2, column 10");
  await expect(notice(page)).toContainText("What you pasted is no scenario yet");
  await expect(page.locator(".hash")).toHaveText(before);

  await person.presses("Back to what you had written");
  await expect(page.getByLabel("Scenario text")).toHaveValue("protocol multi\n# half done");
  await person.presses("Back to what you had written");
  await expect(page.getByLabel("Scenario text")).toHaveValue("replicas A B C\nprotocol nonsense\n");
});

test("a field takes what is pasted into it", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic");
  await person.scrollsDown();
  await page.getByLabel("Scenario text").fill("");
  await pastes(page, "# Into the field\n");
  await expect(page.getByLabel("Scenario text")).toHaveValue("# Into the field\n");
  await expect(notice(page)).toHaveCount(0);
  await expect(title(page)).toHaveText("Basic Paxos, one request");
});

test("a pasted link is opened: its payload, the address of any site, one among words, a shipped scenario's", async ({
  page,
}) => {
  const person = new Person(page);
  const link = await ownLink(person);
  const payload = new URL(link).hash;
  const hash = await person.hash;
  for (const given of [
    payload,
    ` https://example.org/elsewhere/${payload}\n`,
    `look at <${link}>, it is odd`,
  ]) {
    await person.opens("./?s=s01a-basic");
    await pastes(page, given);
    await expect(title(page)).toHaveText("Mine");
    expect(await person.hash).toBe(hash);
    expect((await person.position).step).toBe(7);
  }
  await pastes(page, new URL("?s=s03-duel&step=4", link).href);
  await expect(page).toHaveURL(/\?s=s03-duel&step=4$/);
});

/** The same link, made where its run came to another end: a bit of that end's fingerprint is another. */
function madeElsewhere(link: string): string {
  const bytes = Buffer.from(/#1([\w-]+)\./.exec(link)?.[1] ?? "", "base64url");
  bytes.writeUInt8(bytes.readUInt8(2) ^ 0x10, 2);
  const sum = crc32(bytes, crc32("1")).toString(36).padStart(7, "0");
  return `#1${bytes.toString("base64url")}.${sum}`;
}

test("the word that a run came out otherwise is of that run alone", async ({ page }) => {
  const person = new Person(page);
  const link = await ownLink(person);
  await person.opens("./?s=s01a-basic");
  await pastes(page, madeElsewhere(link));
  await expect(title(page)).toHaveText("Mine");
  const word = page.getByText("This run came out otherwise where the link was made");
  await expect(word).toBeVisible();
  await notice(page)
    .getByRole("button", { name: /^Back to/ })
    .click();
  await expect(title(page)).toHaveText("Basic Paxos, one request");
  await expect(word).toHaveCount(0);
  await notice(page)
    .getByRole("button", { name: /^Back to/ })
    .click();
  await expect(title(page)).toHaveText("Mine");
  await expect(word).toBeVisible();
});

test("a damaged link that is pasted says so, and the run is a click away", async ({ page }) => {
  const person = new Person(page);
  const link = await ownLink(person);
  const hash = await person.hash;
  await pastes(page, link.replace("#1", "#1A"));
  await expect(page.locator(".notice")).toHaveAttribute("data-code", "damaged");
  await page.getByRole("button", { name: "Back to “Mine”" }).click();
  await expect(page.locator(".notice")).toHaveCount(0);
  expect(await person.hash).toBe(hash);
  expect((await person.position).step).toBe(7);
});

test("a link and a file are dropped on the page", async ({ page }) => {
  const person = new Person(page);
  const link = await ownLink(person);
  await person.opens("./?s=s01a-basic");
  await drops(page, { "text/uri-list": `# from another window\r\n${link}`, "text/plain": "Mine" });
  await expect(title(page)).toHaveText("Mine");
  await expect(notice(page)).toContainText("You dropped this run.");

  await drops(page, {}, { name: "other.paxos", text: MINE.replace("Mine", "Other") });
  await expect(title(page)).toHaveText("Other");
  await notice(page).getByRole("button", { name: "Back to “Mine”" }).click();
  await expect(title(page)).toHaveText("Mine");
});

test("what is dragged within the page is no gift", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic&step=3");
  await page.locator("a.wordmark").dragTo(page.locator("h1"));
  await page.locator("h1").evaluate((title) => {
    for (const type of ["dragstart", "drop", "dragend"]) {
      const dataTransfer = new DataTransfer();
      dataTransfer.setData("text/plain", "a word of the page");
      title.dispatchEvent(new DragEvent(type, { bubbles: true, cancelable: true, dataTransfer }));
    }
  });
  await drops(page, { "text/plain": "a word from elsewhere" });
  await expect(notice(page)).toContainText("What you dropped is no scenario yet");
  await expect(page.getByLabel("Scenario text")).toHaveValue("a word from elsewhere");
  await expect(notice(page).getByRole("button", { name: /^Back to/ })).toHaveCount(0);
});

test("the list of scenarios says how to open one's own, and opens a file", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic");
  await person.presses("Scenarios");
  const list = page.getByRole("dialog", { name: "Scenarios" });
  await expect(list).toContainText("paste");
  await list
    .getByLabel("Open a file…")
    .setInputFiles({ name: "mine.paxos", mimeType: "text/plain", buffer: Buffer.from(MINE) });
  await expect(list).toBeHidden();
  await expect(title(page)).toHaveText("Mine");
});

test("pasting twice loses nothing of what was there before", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s02a-multi-follower&step=5");
  await page.getByRole("button", { name: "Node C" }).click();
  await person.menu().getByRole("menuitem", { name: "Crash C", exact: true }).click();
  const mine = await person.hash;
  for (const value of [1, 2]) {
    await page.evaluate((text) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", text);
      document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
    }, `protocol basic\nat 0ms c1 asks A: set z ${value}\n`);
    await expect(page.getByLabel("Scenario text")).toHaveValue(new RegExp(`set z ${value}`));
  }
  await page.getByRole("button", { name: /^Back to/ }).click();
  await expect(page.locator(".hash")).toHaveText(mine);
});

test("a thing that vanishes while it is dragged leaves the page open for gifts", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic&step=3");
  await page.locator(".lede").evaluate((element) => {
    element.dispatchEvent(new DragEvent("dragstart", { bubbles: true, dataTransfer: new DataTransfer() }));
  });
  await page.mouse.move(200, 200);
  await drops(page, { "text/plain": MINE });
  await expect(title(page)).toHaveText("Mine");
});
