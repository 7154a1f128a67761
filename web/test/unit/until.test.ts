// "Run until" in a reader's words.

import { expect, test } from "vitest";
import { noneOf, untilGroups, untilLabel } from "../../src/model/until";

test("messages are by node, events by themselves", () => {
  const { events, nodes } = untilGroups(["chosen", "leader", "message to A", "message to P1"]);
  expect(events.map(untilLabel)).toEqual(["a value is chosen", "the leader changes"]);
  expect(nodes).toEqual([
    { condition: "message to A", node: "A" },
    { condition: "message to P1", node: "P1" },
  ]);
});

test("where there is none, it is said of which and where from", () => {
  expect(noneOf("chosen", "forward", 12)).toBe(
    "No value is chosen after step 12. The run stays where it is.",
  );
  expect(noneOf("message to B", "backward", 3)).toBe(
    "No message arrives at B before step 3. The run stays where it is.",
  );
});
