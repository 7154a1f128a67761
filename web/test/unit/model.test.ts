import { expect, test } from "vitest";
import type { ActionView, Marker, StepView } from "../../src/core";
import { actionsOn } from "../../src/model/actions";
import { labelWidth, placeMarkers, thinTicks } from "../../src/model/markers";
import { covers, guessStep, nearestStep, type Row, stepAtY, windowAround, yAt } from "../../src/model/rows";
import { Steps } from "../../src/model/steps";
import { spoken } from "../../src/model/transcript";

const marker = (step: number, kind: Marker["kind"], label: string): Marker => ({ step, kind, label });

test("labels of markers never overlap, and none leaves the track", () => {
  const markers = Array.from({ length: 400 }, (_, step) =>
    marker(step, step % 7 === 0 ? "chosen" : "crash", `#${step} chosen`),
  );
  const placed = placeMarkers(markers, 400, 700).filter(({ labelled }) => labelled);
  expect(placed.length).toBeGreaterThan(4);
  const spans = placed
    .map((place) => {
      const half = labelWidth(place.marker.label) / 2;
      return [place.labelX - half, place.labelX + half] as const;
    })
    .sort((a, b) => a[0] - b[0]);
  for (const [index, [left, right]] of spans.entries()) {
    expect(left).toBeGreaterThanOrEqual(0);
    expect(right).toBeLessThanOrEqual(700);
    expect(left).toBeGreaterThan(spans[index - 1]?.[1] ?? -1);
  }
});

test("where two markers want the same place the weightier is labelled", () => {
  const placed = placeMarkers([marker(5, "note", "a note"), marker(5, "chosen", "#1 chosen")], 10, 300);
  expect(placed.filter(({ labelled }) => labelled).map((place) => place.marker.kind)).toEqual(["chosen"]);
});

test("ten thousand markers draw no more ticks than the track has room for", () => {
  const markers = Array.from({ length: 10_000 }, (_, step) => marker(step, "answered", "answered"));
  expect(thinTicks(placeMarkers(markers, 10_000, 600)).length).toBeLessThan(310);
});

const rows: Row[] = Array.from({ length: 100 }, (_, index) => ({ step: index + 50, y: (index + 50) * 26 }));

test("the playhead lies between its rows", () => {
  expect(yAt(rows, 60)).toBe(60 * 26);
  expect(yAt(rows, 60.5)).toBe(60.5 * 26);
  expect(yAt(rows, 149)).toBe(149 * 26);
  expect(yAt(rows, 10)).toBeNull();
  expect(yAt(rows, 150)).toBeNull();
});

test("a height leads to its step", () => {
  expect(stepAtY(rows, 60 * 26 + 3)).toBe(60);
  expect(nearestStep(rows, 60 * 26 + 20)).toBe(61);
  expect(stepAtY(rows, 0)).toBe(50);
});

test("the known rows cover what they reach over, and the run's ends", () => {
  expect(covers(rows, 50 * 26, 149 * 26, 1000)).toBe(true);
  expect(covers(rows, 0, 100, 1000)).toBe(false);
  expect(covers(rows, 149 * 26, 9999, 149)).toBe(true);
});

test("a far height is found in a few guesses", () => {
  const heights = (step: number) => step * 20 + Math.floor(step / 7) * 30;
  const known = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => ({ step: from + index, y: heights(from + index) }));
  let around = windowAround(0, 120, 10_000);
  const wanted = heights(7321);
  for (let guess = 0; guess < 4; guess += 1) {
    const center = guessStep(known(around.from, around.to), wanted, heights(10_000) + 40, 10_000);
    around = windowAround(center, 120, 10_000);
  }
  expect(around.from).toBeLessThan(7321);
  expect(around.to).toBeGreaterThan(7321);
});

const step = (number: number): StepView => ({
  step: number,
  atMs: number,
  kind: "deliver",
  folded: false,
  cause: null,
  sentence: [
    { kind: "text", text: "C promises " },
    { kind: "ballot", text: "2.A", owner: 0 },
  ],
  detail: "",
  rule: null,
  note: null,
});

test("steps are fetched in blocks, once, and folded ones are passed over", () => {
  const asked: [number, number][] = [];
  const folded = Uint8Array.from({ length: 1001 }, (_, at) => (at > 10 && at < 300 ? 1 : 0));
  const fetch = (from: number, to: number) => {
    asked.push([from, to]);
    return Array.from({ length: to - from + 1 }, (_, index) => step(from + index));
  };
  const steps = new Steps(1000, fetch, folded);
  expect(steps.at(5)?.step).toBe(5);
  expect(steps.at(6)?.step).toBe(6);
  expect(asked).toEqual([[0, 127]]);
  expect(steps.next(10)).toBe(300);
  expect(steps.previous(300)).toBe(10);
  expect(steps.next(1000)).toBe(1000);
  expect(steps.at(1001)).toBeUndefined();
});

test("the scrubber says where it is and what happened there", () => {
  expect(spoken(step(14), 14, 26)).toBe("step 14 of 26: C promises 2.A");
  expect(spoken(undefined, 0, 26)).toBe("step 0 of 26");
});

test("an action belongs to what it concerns; a link has both its directions", () => {
  const action = (text: string, ref: ActionView["ref"]): ActionView => ({ text, label: text, ref });
  const all = [
    action("crash B", { type: "node", node: 1 }),
    action("drop", { type: "message", message: 7 }),
    action("cut A->B", { type: "link", from: 0, to: 1 }),
    action("cut B->A", { type: "link", from: 1, to: 0 }),
    action("heal", null),
  ];
  expect(actionsOn(all, { type: "node", node: 1 }).map(({ text }) => text)).toEqual(["crash B"]);
  expect(actionsOn(all, { type: "link", from: 1, to: 0 })).toHaveLength(2);
});
