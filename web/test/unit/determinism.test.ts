// A run is a function of its scenario, to the bit: the wasm core under Node ends with the fingerprint
// that the native core wrote into the golden transcripts.

import { readdir, readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { Playground } from "../../src/core";
import { FIRST_SLUG, library, scenarioText } from "../../src/core/library";
import { loadCore } from "../../src/core/load";
import { texts } from "../../src/core/texts";
import { coreBytes } from "./bytes";

const goldens = new URL("../../../crates/simulator/tests/golden/", import.meta.url);
beforeAll(async () => {
  await loadCore(await coreBytes());
});

test("every golden transcript is of a scenario that ships, and every scenario has one", async () => {
  const files = (await readdir(goldens)).filter((name) => name.endsWith(".txt"));
  expect(files.map((name) => name.replace(".txt", "")).sort()).toEqual(texts.map(({ slug }) => slug).sort());
});

test("the page opens with the gallery's first scenario", () => {
  expect(texts[0]?.slug).toBe(FIRST_SLUG);
});

test("those that ship are written as the core writes them", () => {
  for (const { slug, text } of texts) {
    const playground = Playground.open(text);
    expect(playground.scenario(), slug).toBe(text);
    playground.free();
  }
});

test("wasm and native agree on the fingerprint of every scenario's history", async () => {
  for (const { slug, text } of await library()) {
    const golden = await readFile(new URL(`${slug}.txt`, goldens), "utf8");
    const native = /^fingerprint ([0-9a-f]{16})$/m.exec(golden)?.[1];
    const playground = Playground.open(text);
    expect(playground.header().hash, slug).toBe(native);
    playground.free();
  }
});

test("what was done to a run is in its text, which reproduces the run", async () => {
  const playground = Playground.open(await scenarioText("s02a-multi-follower"));
  playground.seek(5);
  const drop = playground.actions().find((action) => action.label === "Drop");
  playground.inject(drop?.text ?? "");
  const again = Playground.open(playground.scenario());
  expect(again.header().hash).toBe(playground.header().hash);
  expect(playground.scenario()).toContain("after step 5 drop");
});
