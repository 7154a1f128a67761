import { expect, test } from "vitest";
import { contrast, GROUND, OWNERS, PAGE } from "../../src/draw/palette";

test("every owner's colour can be read, on every ground, in both themes", () => {
  expect(OWNERS).toHaveLength(15);
  for (const { light, dark } of OWNERS) {
    expect(contrast(light, GROUND.light)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(light, PAGE.light)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(dark, GROUND.dark)).toBeGreaterThanOrEqual(4.5);
    expect(contrast(dark, PAGE.dark)).toBeGreaterThanOrEqual(4.5);
  }
});

test("no two owners share a colour", () => {
  for (const theme of ["light", "dark"] as const) {
    expect(new Set(OWNERS.map((colors) => colors[theme])).size).toBe(OWNERS.length);
  }
});
