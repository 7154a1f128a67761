import { expect, test } from "vitest";
import type { Motion } from "../../src/core";
import { opacity, pointAt, progress } from "../../src/model/path";

const motion: Motion = { x0: 0, y0: 0, cx: 50, cy: 100, x1: 100, y1: 0, from: 3, to: 5, ends: "arrives" };

test("a message leaves half a step before its step and arrives on the step that takes it", () => {
  expect(progress(motion, 2)).toBe(0);
  expect(progress(motion, 2.5)).toBe(0);
  expect(progress(motion, 3)).toBeCloseTo(0.2);
  expect(progress(motion, 5)).toBe(1);
  expect(progress(motion, 9)).toBe(1);
});

test("it never goes back along its path as the playhead goes on", () => {
  let before = -1;
  for (let position = 2; position <= 6; position += 0.05) {
    const now = progress(motion, position);
    expect(now).toBeGreaterThanOrEqual(before);
    before = now;
  }
});

test("a quadratic path starts and ends where it says and bends towards its control point", () => {
  expect(pointAt(motion, 0)).toEqual({ x: 0, y: 0 });
  expect(pointAt(motion, 1)).toEqual({ x: 100, y: 0 });
  expect(pointAt(motion, 0.5)).toEqual({ x: 50, y: 50 });
});

test("it fades in as it leaves and out as it arrives; what waits stays", () => {
  expect(opacity(motion, 2.5)).toBe(0);
  for (const step of [3, 4]) expect(opacity(motion, step)).toBe(1);
  expect(opacity(motion, 5)).toBe(0);
  expect(opacity({ ...motion, ends: "waits" }, 5)).toBe(1);
});
