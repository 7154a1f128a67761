// Branches, undo and redo through the bindings, as the page drives them.

import { beforeAll, expect, test } from "vitest";
import { isCoreError, Playground } from "../../src/core";
import { scenarioText } from "../../src/core/library";
import { loadCore } from "../../src/core/load";
import { coreBytes } from "./bytes";

beforeAll(async () => {
  await loadCore(await coreBytes());
});

test("going back and acting otherwise keeps the old future as a branch", async () => {
  const playground = Playground.open(await scenarioText("s02a-multi-follower"));
  const original = playground.scenario();
  playground.seek(4);
  playground.inject("crash C");
  playground.seek(2);
  playground.inject("crash A");
  const branches = playground.branches();
  expect(branches.map(({ id, parent, edits, current }) => ({ id, parent, edits, current }))).toEqual([
    { id: 0, parent: null, edits: 0, current: false },
    { id: 1, parent: { branch: 0, step: 4 }, edits: 1, current: false },
    { id: 2, parent: { branch: 1, step: 2 }, edits: 1, current: true },
  ]);
  expect(branches.at(-1)?.last).toBe(playground.header().stepCount);
  expect(playground.switchTo(0)).toBe(4);
  expect(branches[0]?.last).toBe(playground.header().stepCount);
  expect(playground.scenario()).toBe(original);
});

test("two branches are compared in words and by step", async () => {
  const playground = Playground.open(await scenarioText("s02a-multi-follower"));
  playground.seek(4);
  playground.inject("crash C");
  playground.rename(1, "Without C");
  const compared = playground.compare(0, 1);
  expect(compared.step).toBe(5);
  expect(compared.other.happening).toBe("C crashes");
  expect(compared.words).toContain("“Without C”: C crashes");
});

test("every edit is undone and done again", async () => {
  const playground = Playground.open(await scenarioText("s02a-multi-follower"));
  const first = playground.scenario();
  expect([playground.canUndo(), playground.undo(), playground.redo()]).toEqual([false, false, false]);
  playground.seek(4);
  playground.inject("crash C");
  const crashed = playground.header().hash;
  playground.rename(1, "Without C");
  playground.setText("at 0ms c1 asks A: set x 1\n");
  playground.remove(0);
  expect(playground.branches()).toHaveLength(1);
  while (playground.canUndo()) playground.undo();
  expect(playground.scenario()).toBe(first);
  expect(playground.position()).toBe(4);
  expect(playground.redo()).toBe(true);
  expect(playground.header().hash).toBe(crashed);
});

test("what cannot be done to a branch has a code", async () => {
  const playground = Playground.open(await scenarioText("s02a-multi-follower"));
  const code = (act: () => void) => {
    try {
      act();
      return null;
    } catch (error) {
      return isCoreError(error) ? error.code : error;
    }
  };
  expect(code(() => playground.switchTo(9))).toBe("unknown-branch");
  expect(code(() => playground.remove(0))).toBe("only-branch");
  expect(code(() => playground.rename(0, " "))).toBe("bad-name");
  expect(code(() => playground.compare(0, 9))).toBe("unknown-branch");
  expect(code(() => playground.setText("protocol basik"))).toBe("unknown-word");
});
