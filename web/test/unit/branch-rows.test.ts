// Branches laid out: parents above, and lines that cross no other.

import { expect, test } from "vitest";
import type { BranchView } from "../../src/core";
import { branchAxis, branchRows, shortName } from "../../src/model/branches";

const branch = (id: number, parent: [branch: number, step: number] | null = null): BranchView => ({
  id,
  name: `b${id}`,
  parent: parent && { branch: parent[0], step: parent[1] },
  edits: id,
  last: 20,
  current: false,
});

const laid = (...branches: BranchView[]) =>
  branchRows(branches).map(({ branch: { id }, from, step, depth }) => [id, from, step, depth]);

test("a branch stands below its parent, the one that left last first", () => {
  expect(laid(branch(0), branch(1, [0, 3]), branch(2, [0, 9]), branch(3, [2, 12]))).toEqual([
    [0, null, 0, 0],
    [2, 0, 9, 1],
    [3, 1, 12, 2],
    [1, 0, 3, 1],
  ]);
});

test("a branch that grew before its parent left leaves the grandparent", () => {
  expect(laid(branch(0), branch(1, [0, 9]), branch(2, [1, 4]), branch(3, [1, 9]))).toEqual([
    [0, null, 0, 0],
    [1, 0, 9, 1],
    [3, 0, 9, 1],
    [2, 0, 4, 1],
  ]);
});

test("where the first was deleted, those that grew from it stand by themselves", () => {
  expect(laid(branch(4), branch(5), branch(6, [5, 2]))).toEqual([
    [4, null, 0, 0],
    [5, null, 0, 0],
    [6, 1, 2, 1],
  ]);
});

test("no vertical line passes through a line that is not its own", () => {
  const made = [branch(0)];
  for (let id = 1; id < 40; id += 1) made.push(branch(id, [(id * 7) % id, (id * 11) % 20]));
  const rows = branchRows(made);
  expect(rows).toHaveLength(made.length);
  for (const [row, { from, step }] of rows.entries()) {
    for (let between = (from ?? row) + 1; between < row; between += 1) {
      expect(rows[between]?.step, `${row} past ${between}`).toBeGreaterThanOrEqual(step);
    }
  }
});

test("the axis keeps the order of steps, and leaves a short run its room beside a long one", () => {
  const long = { ...branch(1, [0, 5]), last: 633 };
  const axis = branchAxis(branchRows([branch(0), long]));
  expect([axis(0), axis(633), axis(9_999)]).toEqual([0, 1, 1]);
  let before = -1;
  for (let step = 0; step <= 633; step += 1) {
    expect(axis(step)).toBeGreaterThan(before);
    before = axis(step);
  }
  expect(axis(5)).toBeGreaterThan(0.15);
  expect(axis(20) - axis(5)).toBeGreaterThan(0.15);
  const nothing = branchAxis([]);
  expect(nothing(0)).toBe(0);
});

test("a branch that has the name of its line is told by what was done", () => {
  expect(shortName("on first Accept B->A: cut A | B C")).toBe("cut A | B C");
  expect(shortName("on 21st Accepted 2.B #3 A->B: drop")).toBe("drop");
  expect(shortName("at 30ms crash B")).toBe("crash B");
  expect(shortName("after step 7 drop Accept A->B")).toBe("drop Accept A->B");
  expect(shortName("when #1 chosen: crash B")).toBe("crash B");
  for (const name of ["Original", "crash C", "at last", "on the way", "Without the leader: try 2"]) {
    expect(shortName(name)).toBe(name);
  }
});
