import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { changesInWords, changesOf } from "../../src/model/changes";
import { filtered, inOrder, neighbours, shelves } from "../../src/model/shelves";

const root = new URL("../../../scenarios/", import.meta.url);
const all = ["", "rules/"].flatMap((folder) =>
  readdirSync(new URL(folder, root))
    .filter((name) => name.endsWith(".paxos"))
    .map((name) => {
      const text = readFileSync(new URL(folder + name, root), "utf8");
      const [title = "", description = ""] = text.split("\n").map((line) => line.replace(/^# /, ""));
      const protocol = /^protocol (basic|multi)/m.exec(text)?.[1] === "multi" ? "multi" : "basic";
      const slug = name.replace(/\.paxos$/, "");
      return { slug, title, description, protocol, breaksRule: folder !== "" } as const;
    }),
);

test("every scenario that ships is on one shelf", () => {
  const placed = inOrder(all).map(({ slug }) => slug);
  expect(placed.toSorted()).toEqual(all.map(({ slug }) => slug).toSorted());
  expect(shelves(all)).toHaveLength(6);
  for (const { name, scenarios } of shelves(all)) expect(scenarios.length, name).toBeGreaterThan(1);
});

test("one whose number nobody knows is placed by its protocol", () => {
  const late = {
    slug: "s99-late",
    title: "Late",
    description: "",
    protocol: "multi",
    breaksRule: false,
  } as const;
  expect(shelves([late])).toEqual([{ name: "Multi-Paxos and leaders", scenarios: [late] }]);
  expect(shelves([{ ...late, protocol: "basic" as const }])[0]?.name).toBe("When proposers collide or die");
});

test("words are looked for in title, slug and description, whatever their case, and other words for it, too", () => {
  expect(filtered(all, "DUELLING").map(({ slug }) => slug)).toEqual(["s03-duel"]);
  expect(filtered(all, "s16").map(({ slug }) => slug)).toEqual([
    "s16a-three-values-middle",
    "s16b-three-values-newest",
  ]);
  for (const [wanted, slug] of [
    ["livelock", "s03-duel"],
    ["split brain", "s11-minority-leader"],
    ["partition", "s19-star"],
    ["exactly once", "s14-lost-response"],
  ] as const)
    expect(filtered(all, wanted).map((one) => one.slug)).toContain(slug);
  expect(filtered(all, "  ")).toHaveLength(all.length);
  expect(filtered(all, "duelling zebra")).toEqual([]);
});

test("each scenario but the first and the last has one before and one after it", () => {
  const order = inOrder(all);
  expect(neighbours(order, "s01a-basic").before).toBeNull();
  expect(neighbours(order, "s01a-basic").after?.slug).toBe("s01b-basic-five");
  expect(neighbours(order, "s02c-multi-redirect").after?.slug).toBe("s03-duel");
  expect(neighbours(order, "nobody")).toEqual({ before: null, after: null });
  expect(neighbours(order, null)).toEqual({ before: null, after: null });
});

const ORIGINAL = `# Title
# What it shows.
protocol basic
replicas A B C
network delay=10ms
at 0ms c1 asks A: set x 1
at 30ms crash B
note at 12ms "Look"
expect answered 1
`;

test("what was changed is said by the lines that are new, and by how many are gone", () => {
  expect(changesOf(ORIGINAL, ORIGINAL)).toEqual([]);
  const crashed = ORIGINAL.replace("expect answered 1\n", "after step 5 crash C\n");
  expect(changesOf(ORIGINAL, crashed)).toEqual(["crash C at step 5"]);
  const met = ORIGINAL.replace("expect answered 1\n", "when #1 chosen: crash C\n");
  expect(changesOf(ORIGINAL, met)).toEqual(["crash C when #1 chosen"]);
  expect(changesOf(ORIGINAL, ORIGINAL.replace("at 30ms crash B", "at 40ms crash B"))).toEqual([
    "crash B at 40ms",
    "without “at 30ms crash B”",
  ]);
  expect(changesOf(ORIGINAL, ORIGINAL.replace("protocol basic", "protocol multi"))).toEqual([
    "protocol multi",
  ]);
  const rule = ORIGINAL.replace("network", "rules R4a=off\nnetwork");
  expect(changesOf(ORIGINAL, rule)).toEqual(["R4a is off"]);
  expect(changesOf(rule, ORIGINAL)).toEqual(["R4a is on"]);
});

test("notes and comments are no change of what happens", () => {
  expect(
    changesOf(ORIGINAL, ORIGINAL.replace("Look", "Look here").replace("What it", "All that it")),
  ).toEqual([]);
});

test("of many changes the first few are named", () => {
  expect(changesInWords(["a"])).toBe("a.");
  expect(changesInWords(["a", "b", "c", "d", "e"])).toBe("a; b; c; and 2 more.");
});
