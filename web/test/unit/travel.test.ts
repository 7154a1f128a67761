// Long runs in the wasm core: opened in slices, sought, run until something happens, stopped at a bound.

import { readFile } from "node:fs/promises";
import { beforeAll, expect, test } from "vitest";
import { Opening, Playground } from "../../src/core";
import { loadCore } from "../../src/core/load";

const text = [
  "# Long",
  "protocol multi",
  "replicas A B C",
  "leader A",
  "network delay=5..25ms seed=3",
  "note after step 40 Here",
  ...Array.from({ length: 200 }, (_, at) => `at ${at * 40}ms c${(at % 9) + 1} asks B: add x ${at}`),
  "at 2s crash A",
  "",
]
  .join("\n")
  .replace("step 40 Here", 'step 40 "Here"');

beforeAll(async () => {
  const read = async (path: string) => new Uint8Array(await readFile(new URL(path, import.meta.url)));
  await loadCore({
    first: await read("../../pkg/antipaxos_bg.wasm"),
    rest: await read("../../pkg/antipaxos_rest.wasm"),
  });
});

test("a run that is opened in slices is the run", () => {
  const whole = Playground.open(text);
  const opening = Opening.begin(text);
  let slices = 0;
  while (!opening.advance(100)) slices += 1;
  expect(slices).toBeGreaterThan(10);
  expect(opening.steps()).toBe(whole.header().stepCount);
  expect(opening.finish().header().hash).toBe(whole.header().hash);
  expect(() => Opening.begin("protocol raft")).toThrow(expect.objectContaining({ code: "unknown-word" }));
});

test("it runs until what is asked for, both ways", () => {
  const playground = Playground.open(text);
  expect(playground.conditions()).toEqual([
    ...["chosen", "leader", "answer", "fault", "violation", "note"],
    ...["message to A", "message to B", "message to C"],
  ]);
  expect(playground.runUntil("note", "forward")).toBe(40);
  const { markers } = playground.header();
  const fault = markers.find((marker) => marker.kind === "crash")?.step ?? 0;
  expect(playground.runUntil("fault", "forward")).toBe(fault);
  const leads = markers.find((marker) => marker.kind === "leads" && marker.step > fault)?.step;
  expect(playground.runUntil("leader", "forward")).toBe(leads);
  expect(playground.runUntil("fault", "backward")).toBe(fault);
  expect(playground.runUntil("violation", "forward")).toBeNull();
  expect(playground.position()).toBe(fault);
  expect(() => playground.runUntil("doomsday", "forward")).toThrow(
    expect.objectContaining({ code: "bad-condition" }),
  );
});

test("a run of a million steps says that it is stopped there, and is sought in as any other", () => {
  const endless = "protocol multi\nreplicas A B C D E\nleader A\ntimers heartbeat=1ms\nuntil 1000s\n";
  const playground = Playground.open(endless);
  const { bound, stepCount } = playground.header();
  expect(stepCount).toBe(1_000_000);
  expect(bound).toBe("no run is longer than 1,000,000 steps");
  for (const step of [999_999, 3, 123_456, 1_000_000]) expect(playground.seek(step)).toBe(step);
  expect(Playground.open(text).header().bound).toBeNull();
}, 60_000);
