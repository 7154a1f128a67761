// No violation of WCAG 2.2, A and AA, in whatever state the page can be brought into.

import { createRequire } from "node:module";
import type { Page } from "@playwright/test";
import type { AxeResults, ElementContext, RunOptions } from "axe-core";
import { expect, test } from "./fixtures";
import { Person } from "./person";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const OPTIONS: RunOptions = {
  runOnly: { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] },
};

/** What depends on the theme: all else that axe looks at is the same in both. */
const COLOURS: RunOptions = { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } };

async function violations(page: Page, looked = OPTIONS): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in globalThis))) await page.addScriptTag({ path: axe });
  // What it found, and not all that it looked at: that is megabytes.
  return page.evaluate(async (options) => {
    const { axe } = globalThis as unknown as {
      axe: { run(context: ElementContext, options: RunOptions): Promise<AxeResults> };
    };
    // A menu may cover a part of these buttons, and axe takes what is left for the whole of them.
    const isCovered = document.querySelector("paxos-player")?.shadowRoot?.querySelector("#menu");
    const results = await axe.run(
      isCovered ? { exclude: [{ fromShadowDom: ["paxos-player", ".alone"] }] } : document,
      { ...options, resultTypes: ["violations"] },
    );
    return results.violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 300)).join(" | ")}`,
    );
  }, looked);
}

/** Ways to bring the page into a state; what each ends with is looked at. */
const STATES: Record<string, (person: Person, page: Page, complaints: string[]) => Promise<void>> = {
  "a step of a run, with everything below it": async (person) => {
    await person.opens("./?s=s02a-multi-follower&step=7");
    await person.scrollsDown();
  },
  "a violation, and a rule that is off": async (person) => {
    await person.opens("./?s=r1-accept-checks-promised");
    await person.presses("To the end");
    await person.scrollsDown();
  },
  "a node's menu": async (person, page) => {
    await person.opens("./?s=s02a-multi-follower&step=3");
    await page.getByRole("button", { name: "Node C" }).click();
    await expect(person.menu()).toBeVisible();
  },
  "the network's menu, and its chooser": async (person, page) => {
    await person.opens("./?s=s02a-multi-follower&step=3");
    await page.getByRole("button", { name: /^Network/ }).click();
    await expect(person.menu()).toBeVisible();
    await isClean(page);
    await person.menu().getByRole("menuitem", { name: "Cut the network in two…" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
  },
  "branches, what to run until, and what was pasted": async (person, page) => {
    await person.opens("./?s=s02a-multi-follower&step=5");
    await person.player.evaluate((element) => {
      const player = element as HTMLElement & {
        inject(action: string): void;
        seekToStep(to: number): void;
      };
      player.inject("crash B");
      player.seekToStep(2);
      player.inject("crash C");
    });
    await page.evaluate(() => {
      const clipboardData = new DataTransfer();
      clipboardData.setData("text/plain", "protocol nonsense");
      document.dispatchEvent(new ClipboardEvent("paste", { clipboardData, cancelable: true }));
    });
    await expect(page.locator(".brought")).toBeVisible();
    await person.presses("Run until…");
    await expect(person.menu()).toBeVisible();
    await expect(person.player.getByRole("list", { name: "Branches" })).toBeVisible();
  },
  "the log, and a text that is wrong": async (person, page) => {
    await person.opens("./?s=s02a-multi-follower&step=7");
    await page.getByText("Every step in words").click();
    await person.writes("protocol nonsense\n");
    await expect(page.locator("#text-problem")).toContainText("line");
  },
  "all that is explained: evidence, a word, monitors, a node": async (person, page) => {
    await person.opens("./?s=r4a-adopt-reported-vote&step=14");
    await person.scrollsDown();
    await page.locator(".truth-panel summary").first().click();
    await page.locator('.monitors [data-monitor="agreement"] summary').click();
    await page.getByRole("button", { name: "Inside A1" }).click();
    await person.button(/^Proof:/).click();
    await person.player.locator("#sentence").getByRole("button").first().click();
    await expect(person.player.getByRole("tooltip")).toBeVisible();
  },
  "a rule explained": async (person, page) => {
    await person.opens("./?s=s02a-multi-follower&step=7");
    await page.getByRole("button", { name: /^Why\?/ }).click();
    await expect(person.player.locator("#rule p").first()).toBeVisible();
  },
  "the list of scenarios": async (person, page) => {
    await person.opens("./");
    await page.getByRole("button", { name: "Scenarios" }).click();
    await expect(page.getByRole("dialog", { name: "Scenarios" })).toBeVisible();
  },
  "the share dialog": async (person, page) => {
    await person.opens("./?s=s04-leader-dies-unchosen");
    await page.getByRole("button", { name: "Share" }).click();
    await expect(page.getByRole("dialog")).toBeVisible();
  },
  "the list of keys": async (person, page) => {
    await person.opens("./");
    await person.player.getByRole("slider").focus();
    await page.keyboard.press("?");
    await expect(page.getByRole("dialog", { name: "Keys" })).toBeVisible();
  },
  "a name that is none": async (_, page, complaints) => {
    await page.goto("./?s=s02a-multi-folower");
    await expect(page.getByRole("alert")).toBeVisible();
    // The browser itself logs that there is no such file.
    expect(complaints.splice(0)).toEqual([expect.stringContaining("404")]);
  },
  "a damaged link": async (_, page) => {
    await page.goto("./#1AAAAAAAA.zzzzzzz");
    await expect(page.getByRole("alert")).toBeVisible();
  },
};

/** Finds nothing in light, and no colour in the dark: the page follows the system's theme while it stands. */
async function isClean(page: Page, where?: string): Promise<void> {
  const grounds: string[] = [];
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme });
    grounds.push(await page.evaluate(() => getComputedStyle(document.body).backgroundColor));
    const looked = colorScheme === "light" ? OPTIONS : COLOURS;
    expect(await violations(page, looked), [where, colorScheme].join(" ").trim()).toEqual([]);
  }
  await page.emulateMedia({ colorScheme: "light" });
  expect(grounds[0], "the theme did not change").not.toBe(grounds[1]);
}

/** Clean on a phone, and on a laptop once the window is that wide. */
async function isCleanInBoth(page: Page, where?: string): Promise<void> {
  for (const width of [320, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    // Two frames: what the new width changes is measured in the first, and drawn in the second.
    await page.evaluate(
      () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))),
    );
    await isClean(page, [where, `at ${width} px`].join(" ").trim());
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
    expect(overflow, `what is wider than ${width} px`).toBeLessThanOrEqual(0);
  }
}

test.describe("axe, at 320 and at 1280 px,", () => {
  test.use({ viewport: { width: 320, height: 800 }, colorScheme: "light" });

  for (const [name, reach] of Object.entries(STATES)) {
    test(`finds nothing in ${name}`, async ({ page, complaints }) => {
      await reach(new Person(page), page, complaints);
      await isCleanInBoth(page);
    });
  }

  test("finds nothing in each view, alone", async ({ page }) => {
    const person = new Person(page);
    await person.opens("./?s=s07a-older-value-revives&step=14");
    await person.scrollsDown();
    for (const view of ["Stage", "Sequence", "Ledger", "Board"]) {
      await page.setViewportSize({ width: 320, height: 800 });
      await person.presses(`${view} alone`);
      await expect(person.button(`${view} alone`)).toHaveAttribute("aria-pressed", "true");
      await isCleanInBoth(page, view);
      await person.presses(`${view} alone`);
    }
  });

  test("finds nothing on the embed page", async ({ page }) => {
    const person = new Person(page);
    for (const theme of ["light", "dark"] as const) {
      await page.setViewportSize({ width: 320, height: 800 });
      await page.goto(`./embed/?s=s12b-restart-without-disk&step=12&theme=${theme}`);
      await expect(person.player.locator("#sentence")).not.toBeEmpty();
      for (const width of [320, 1280]) {
        await page.setViewportSize({ width, height: 800 });
        expect(await violations(page), `${theme}, at ${width} px`).toEqual([]);
      }
    }
  });
});
