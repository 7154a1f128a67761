// The branches of a run as a tree on the time axis: which row each has, and where it leaves which other.

import type { BranchView } from "../core";

/** How much a step's rank counts for its place. */
const RANK = 0.6;

/** How a line says when: by a time, a step, a message, a state. */
const TRIGGERS = [
  /^at \d+m?s (?=\S)/,
  /^after step \d+ (?=\S)/,
  /^on (?:[a-z0-9]+ )?[A-Z]\w+(?: \S+)* \w+->\w+: (?=\S)/,
  /^when (?:\S+ )+?\S+: (?=\S)/,
];

export interface BranchRow {
  branch: BranchView;
  /** The row that it leaves; null for one that began by itself. */
  from: number | null;
  /** The step after which it leaves it; 0 where there is none. */
  step: number;
  /** How many branches lie between it and the root. */
  depth: number;
}

/**
 * One row a branch, parents above what grew from them. Of two that grew from one, the later comes first:
 * so no line crosses another.
 */
export function branchRows(branches: readonly BranchView[]): BranchRow[] {
  const byId = new Map(branches.map((branch) => [branch.id, branch]));
  const children = new Map<number | null, { branch: BranchView; step: number }[]>();
  for (const branch of branches) {
    const { parent, step } = originOf(branch, byId);
    children.set(parent, [...(children.get(parent) ?? []), { branch, step }]);
  }
  const rows: BranchRow[] = [];
  const place = (parent: number | null, from: number | null, depth: number): void => {
    const here = children.get(parent) ?? [];
    here.sort((a, b) => b.step - a.step || a.branch.id - b.branch.id);
    for (const { branch, step } of here) {
      rows.push({ branch, from, step, depth });
      place(branch.id, rows.length - 1, depth + 1);
    }
  };
  place(null, null, 0);
  return rows;
}

/**
 * Where a branch leaves a line that is its own there: one that was grown in a branch, but before that
 * left its parent, leaves the parent.
 */
function originOf(
  branch: BranchView,
  byId: ReadonlyMap<number, BranchView>,
): { parent: number | null; step: number } {
  if (!branch.parent) return { parent: null, step: 0 };
  const { step } = branch.parent;
  let parent = byId.get(branch.parent.branch);
  while (parent?.parent && step <= parent.parent.step) parent = byId.get(parent.parent.branch);
  return { parent: parent?.id ?? null, step: parent ? step : 0 };
}

/**
 * Where a step stands between 0 and 1. A map and no ruler: one run of six hundred steps would leave the
 * others no room, so that where something grows or ends has its place by its rank, too.
 */
export function branchAxis(rows: readonly BranchRow[]): (step: number) => number {
  const stops = [...new Set([0, ...rows.flatMap(({ branch, step }) => [step, branch.last])])];
  stops.sort((a, b) => a - b);
  const longest = stops.at(-1) ?? 0;
  const placeOf = (index: number) => {
    const rank = index / Math.max(1, stops.length - 1);
    return RANK * rank + (1 - RANK) * ((stops[index] ?? longest) / Math.max(1, longest));
  };
  return (step) => {
    const next = stops.findIndex((stop) => stop >= step);
    if (next < 0) return 1;
    const [after, before] = [stops[next] ?? 0, stops[next - 1] ?? 0];
    if (after === step || after === before) return placeOf(next);
    const part = (step - before) / (after - before);
    return placeOf(next - 1) + part * (placeOf(next) - placeOf(next - 1));
  };
}

/** What was done, of a branch that has the name of its line: the tree shows when. */
export function shortName(name: string): string {
  return TRIGGERS.reduce((left, trigger) => left.replace(trigger, ""), name);
}
