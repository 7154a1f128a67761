// What is in a menu, from what the core offers.

import { beforeAll, expect, test } from "vitest";
import { Playground } from "../../src/core";
import { loadCore } from "../../src/core/load";
import { groupsOf, type Item, type Scene, type Subject, titleOf } from "../../src/element/menuitems";
import { partition } from "../../src/element/partition";
import { coreBytes } from "./bytes";

const TEXT = "protocol multi\nreplicas A B C\nleader B\nat 0ms c1 asks A: set x 1\n";

beforeAll(async () => {
  await loadCore(await coreBytes());
});

function sceneAt(step: number, text = TEXT): Scene {
  const run = Playground.open(text);
  run.seek(step);
  const scene = { header: run.header(), state: run.state(), actions: run.actions(), inspects: false };
  run.free();
  return scene;
}

const labels = (subject: Subject, scene: Scene) =>
  groupsOf(subject, scene).map(({ title, items }) => [title, items.map(({ label }) => label)]);

test("a node's menu has requests, its failures and what is under way to it, in groups", () => {
  const scene = sceneAt(3);
  const [first, second, inbox] = labels({ type: "node", node: 2 }, scene);
  expect(first?.[1]).toContain("Send it a request…");
  expect(second?.[1]).toEqual([
    "Crash C",
    "Crash C before its next write",
    "Crash C after its next write",
    "Crash C and restart it",
  ]);
  expect(inbox?.[0]).toContain("Inbox");
  expect(inbox?.[1]).toContain("Accept 1.B #1 set x 1 from B");
});

test("an idle client asks any proposer; one that waits asks nobody", () => {
  const asks = (scene: Scene) => groupsOf({ type: "client", client: 0 }, scene).flatMap(({ items }) => items);
  expect(asks(sceneAt(1))).toEqual([]);
  const scene = sceneAt(0);
  const items: Item[] = asks(scene);
  expect(items.map(({ label }) => label)).toEqual(["Ask A…", "Ask B…", "Ask C…"]);
  expect(items[1]).toMatchObject({ kind: "ask", request: { client: "c1", node: "B" } });
});

test("the network's menu cuts, heals, calms and holds, and leads to each link", () => {
  const text =
    "protocol multi\nreplicas A B C\nnetwork loss=10%\nleader B\nat 0ms cut A | B C\nuntil 200ms\n";
  const [whole, links] = labels("network", sceneAt(1, text));
  expect(whole?.[1]).toEqual([
    "Cut the network in two…",
    "Heal every link",
    "Calm the network",
    "Hold the network: nothing arrives unless told",
  ]);
  expect(links).toEqual(["Single links", ["A–B…", "A–C…", "B–C…"]]);
  expect(titleOf("network", sceneAt(1, text))).toBe("Network");
});

test("a partition needs somebody on both sides", () => {
  expect(partition(["A"], ["A", "B", "C"])).toBe("cut A | B C");
  expect(partition(["C", "B"], ["A", "B", "C"])).toBe("cut B C | A");
  expect(partition([], ["A", "B"])).toBeNull();
  expect(partition(["A", "B"], ["A", "B"])).toBeNull();
});
