// The scenarios in the order in which they are read, under headings: what each is about, by its number, its protocol,
// and whether it is there to show what a rule is for.

/** A scenario that ships, as far as its place depends on it. */
export interface Shelved {
  readonly slug: string;
  readonly title: string;
  readonly description: string;
  readonly protocol: "basic" | "multi";
  readonly breaksRule: boolean;
}

export interface Shelf<T> {
  readonly name: string;
  readonly scenarios: readonly T[];
}

const FIRST = "First steps";
const COLLIDE = "When proposers collide or die";
const LEADERS = "Multi-Paxos and leaders";
const FAULTS = "Faults and disks";
const LEARNERS = "Learners";
const RULES = "What each rule is for";

/** Numbers that tell a scenario's heading; of all others its protocol does. */
const BY_NUMBER: Readonly<Record<number, string>> = {
  1: FIRST,
  2: FIRST,
  12: FAULTS,
  13: LEARNERS,
  14: FAULTS,
  15: FAULTS,
  17: FAULTS,
  20: LEARNERS,
  21: LEARNERS,
};

/** What else a scenario of that number is looked for by. */
const ALSO: Readonly<Record<number, string>> = {
  1: "single decree synod",
  3: "dueling livelock liveness",
  4: "failover",
  10: "failover recovery gap",
  11: "partition split brain",
  12: "persistence fsync recovery reboot",
  13: "catch up lag",
  14: "exactly once idempotent retry",
  17: "fault tolerance majority",
  18: "livelock flapping",
  19: "partition partial connectivity",
  21: "compaction snapshot log truncation",
};

const numberOf = (slug: string) => Number(/^s(\d+)/.exec(slug)?.[1]);

function headingOf({ slug, protocol, breaksRule }: Shelved): string {
  if (breaksRule) return RULES;
  return BY_NUMBER[numberOf(slug)] ?? (protocol === "basic" ? COLLIDE : LEADERS);
}

/** All of them, each under one heading, in the order given; headings that have none are left out. */
export function shelves<T extends Shelved>(all: readonly T[]): Shelf<T>[] {
  return [FIRST, COLLIDE, LEADERS, FAULTS, LEARNERS, RULES]
    .map((name) => ({ name, scenarios: all.filter((one) => headingOf(one) === name) }))
    .filter(({ scenarios }) => scenarios.length > 0);
}

/** Those that have each of these words somewhere in title, slug or description, or are known by it elsewhere. */
export function filtered<T extends Shelved>(all: readonly T[], wanted: string): T[] {
  const words = wanted.toLowerCase().split(/\s+/);
  return all.filter(({ slug, title, description }) => {
    const text = `${title} ${slug} ${description} ${ALSO[numberOf(slug)] ?? ""}`.toLowerCase();
    return words.every((word) => text.includes(word));
  });
}

/** In the order in which they are read: heading by heading. */
export function inOrder<T extends Shelved>(all: readonly T[]): T[] {
  return shelves(all).flatMap(({ scenarios }) => scenarios);
}

/**
 * What comes before and after one of them, which are in order; null where it is the first or the last, or none of
 * them.
 */
export function neighbours<T extends Shelved>(
  order: readonly T[],
  slug: string | null,
): { before: T | null; after: T | null } {
  const at = order.findIndex((one) => one.slug === slug);
  return { before: order[at - 1] ?? null, after: at < 0 ? null : (order[at + 1] ?? null) };
}
