// What a run can be run until, in the core's words and in a reader's.

/** By the core's word: what is looked for, and what to say where there is none. */
const EVENTS: Readonly<Record<string, readonly [label: string, none: string]>> = {
  chosen: ["a value is chosen", "No value is chosen"],
  leader: ["the leader changes", "No node becomes the leader"],
  answer: ["a client has its answer", "No client gets an answer"],
  fault: ["something fails", "Nothing fails"],
  violation: ["a property is broken", "No property is broken"],
  note: ["a note", "There is no note"],
};

const MESSAGE = /^message to (.+)$/;

export interface UntilGroups {
  /** What happens to the run. */
  events: string[];
  /** Messages, by the node that they arrive at. */
  nodes: { condition: string; node: string }[];
}

export function untilGroups(conditions: readonly string[]): UntilGroups {
  const groups: UntilGroups = { events: [], nodes: [] };
  for (const condition of conditions) {
    const node = MESSAGE.exec(condition)?.[1];
    if (node === undefined) groups.events.push(condition);
    else groups.nodes.push({ condition, node });
  }
  return groups;
}

export function untilLabel(condition: string): string {
  const node = MESSAGE.exec(condition)?.[1];
  return node === undefined ? (EVENTS[condition]?.[0] ?? condition) : `a message to ${node}`;
}

/** Nothing of that kind lies that way. */
export function noneOf(condition: string, way: "forward" | "backward", step: number): string {
  const node = MESSAGE.exec(condition)?.[1];
  const none = node === undefined ? EVENTS[condition]?.[1] : `No message arrives at ${node}`;
  const where = way === "forward" ? "after" : "before";
  return `${none ?? `There is no ${condition}`} ${where} step ${step}. The run stays where it is.`;
}
