import { expect, test } from "vitest";
import { inPieces, WORDS } from "../../src/model/glossary";
import { meanings } from "../../src/model/meanings";

const words = (text: string, seen = new Set<string>()) =>
  inPieces(text, seen).flatMap((piece) => (typeof piece === "string" ? [] : [piece.name]));

test("the words of a sentence are found in the order in which they stand, once each", () => {
  expect(
    words("B promises 2.A: it will take part in no lower ballot, and reports its vote at a lower ballot"),
  ).toEqual(["a promise", "a ballot", "a vote"]);
});

test("a text comes in pieces that make it up, its first words marked as they stand", () => {
  const text = "A quorum of promises, and then a ballot: no quorum.";
  const pieces = inPieces(text, new Set());
  expect(pieces.map((piece) => (typeof piece === "string" ? piece : piece.text)).join("")).toBe(text);
  expect(pieces).toContainEqual({ name: "a promise", text: "promises" });
  expect(pieces.at(-1)).toBe(": no quorum.");
});

test("what was marked before is not marked again", () => {
  const seen = new Set<string>();
  expect(words("A ballot", seen)).toEqual(["a ballot"]);
  expect(words("the ballot of a leader", seen)).toEqual(["a leader"]);
});

test("parts of other words are none of them", () => {
  expect(words("The devotees of slothful compromises relearned it")).toEqual([]);
});

test("every word has a meaning, a sentence or two; what is told differently says so", () => {
  const all = words(
    "ballot slot promise vote quorum chosen learned executed no-op phase 1 phase 2 leader follower acceptor proposer learner",
  );
  expect(all).toHaveLength(16);
  expect(all.toSorted()).toEqual(WORDS.toSorted());
  const views = ["the stage", "the sequence", "the ledger", "the board"];
  expect(Object.keys(meanings).sort()).toEqual([...WORDS, ...views].toSorted());
  for (const { means, popular } of Object.values(meanings)) {
    expect(means).toMatch(/^[A-Z].{20,200}\.$/);
    if (popular !== undefined) expect(popular).toMatch(/^Popular tellings say .{5,120}\.$/);
  }
});
