import { expect, test } from "./fixtures";
import { Person } from "./person";

const WRONG: Record<string, string> = {
  "a wrong word": "protocol multi\nreplicas A B C\nfrobnicate A\n",
  "an unknown node": "protocol multi\nreplicas A B C\nat 0ms c1 asks Z: set x 1\n",
  "a ballot without owner":
    'protocol basic\nreplicas A B C\nat 0ms c1 asks A: set x 1\nexpect #1 chosen "set x 1" in 1.\n',
  "bidi characters": "protocol multi\nreplicas A B C\n\u202eat 0ms\u202c c1 asks A: set x 1\n",
};

for (const [what, text] of Object.entries(WRONG)) {
  test(`${what}: the place is named, the text and the last good run stay`, async ({ page }) => {
    const person = new Person(page);
    await person.opens("./?s=s01a-basic&step=3");
    const before = await person.hash;
    await person.writes(text);
    const problem = page.locator("#text-problem");
    await expect(problem).toContainText(/line \d+, column \d+/);
    await expect(page.getByLabel("Scenario text")).toHaveAttribute("aria-invalid", "true");
    expect(await person.scenario).toBe(text);
    expect(await person.hash).toBe(before);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Basic Paxos, one request");
    await expect(person.player.locator("svg.stage .node")).toHaveCount(3);
    await person.presses("Step forward");
    await expect(person.player.locator(".where")).toContainText("step 4 of");
    expect(await person.scenario).toBe(text);
    await person.presses("Revert");
    await expect(problem).toBeEmpty();
    expect(await person.scenario).toContain("protocol basic");
  });
}

test("a megabyte of noise is refused kindly", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic");
  await person.scrollsDown();
  await page.getByLabel("Scenario text").evaluate((area) => {
    (area as HTMLTextAreaElement).value = "at 0ms ((((".repeat(100_000);
    area.dispatchEvent(new Event("input", { bubbles: true }));
  });
  await person.presses("Apply");
  await expect(page.locator("#text-problem")).toContainText(/\d/);
  await expect(person.player.locator("svg.stage .node")).toHaveCount(3);
});

test("a scenario that is written is played", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./");
  await person.writes(
    "# Mine\nprotocol multi\nreplicas A B C D E\nleader D\nat 0ms c1 asks D: set z 4\nexpect answered 1\n",
  );
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Mine");
  await expect(person.player.locator("svg.stage .node")).toHaveCount(5);
  await expect(page.locator(".truth-panel")).toContainText("answered 1");
  await expect(page).not.toHaveURL(/s=/);
});

test("a core that died leaves a report with the scenario, and starting again opens it", async ({ page }) => {
  await page.addInitScript(() => {
    // A trap, as wasm throws it, at the moment that the test chooses.
    const original = WebAssembly.instantiateStreaming;
    WebAssembly.instantiateStreaming = async (source, imports) => {
      const result = await original(source, imports);
      const exports = Object.fromEntries(
        Object.entries(result.instance.exports).map(([name, value]) => [
          name,
          name === "playground_state"
            ? (...args: unknown[]) => {
                if ("trap" in globalThis) throw new WebAssembly.RuntimeError("unreachable");
                return (value as (...all: unknown[]) => unknown)(...args);
              }
            : value,
        ]),
      );
      return { module: result.module, instance: { exports } as WebAssembly.Instance };
    };
  });
  const person = new Person(page);
  await person.opens("./?s=s01a-basic");
  await person.writes("# Kept\nprotocol basic\nreplicas A B C\nat 0ms c1 asks A: set x 1\n");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kept");
  await page.evaluate(() => Object.assign(globalThis, { trap: true }));
  await person.presses("Step forward");
  await expect(page.getByRole("alert")).toContainText("The core stopped");
  await expect(page.getByLabel(/The scenario, for a report/)).toHaveValue(/# Kept/);
  await person.presses("Start again");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Kept");
  await expect(person.player.locator("svg.stage .node")).toHaveCount(3);
});

test("what is written and not played yet stays, whatever else is played meanwhile", async ({ page }) => {
  const person = new Person(page);
  await person.opens("./?s=s01a-basic");
  await person.scrollsDown();
  const area = page.getByLabel("Scenario text");
  const draft = "# Half done\nprotocol basic\n";
  await area.fill(draft);
  await page.getByRole("button", { name: "Node C" }).click();
  await person.menu().getByRole("menuitem", { name: "Crash C", exact: true }).click();
  await expect(person.player.locator("svg.stage .node.down")).toHaveCount(1);
  await expect(area).toHaveValue(draft);

  await person.presses("Next scenario");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Basic Paxos with five replicas");
  await expect(area).toHaveValue(draft);
  await expect(page.locator(".text-panel")).toContainText("You wrote this over “Basic Paxos, one request”");
  await person.presses("Revert");
  await expect(area).toHaveValue(/Basic Paxos with five replicas/);
  await expect(page.locator(".text-panel")).not.toContainText("You wrote this over");
});
