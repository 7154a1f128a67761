import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { withTitles } from "../../src/model/papers";

test("a source names its papers by their titles", () => {
  expect(withTitles("PMS 2.2, P2c")).toBe("Paxos Made Simple 2.2, P2c");
  expect(withTitles("PTP 2.1, B2; FPaxos 3")).toBe("The Part-Time Parliament 2.1, B2; Flexible Paxos 3");
});

test("every paper that a rule goes back to has a title", () => {
  const rules = readFileSync(new URL("../../../docs/RULES.md", import.meta.url), "utf8");
  const sources = [...rules.matchAll(/\.\s\(([A-Z][^()]*\d[^()]*)\)$/gm)].map(([, source = ""]) => source);
  expect(sources.length).toBeGreaterThan(20);
  for (const source of sources)
    for (const part of source.split("; ")) expect(withTitles(part), source).not.toBe(part);
});
