import { expect, test } from "vitest";
import { wordsIn } from "../../src/model/glossary";

const names = (text: string, most = 9) => wordsIn(text, most).map(({ name }) => name);

test("the words of a sentence are found in the order in which they stand, once each", () => {
  expect(
    names("B promises 2.A: it will ignore every lower ballot, and reports its vote at a lower ballot"),
  ).toEqual(["a promise", "a ballot", "a vote"]);
  expect(names("A quorum of promises", 1)).toEqual(["a quorum"]);
});

test("parts of other words are none of them", () => {
  expect(names("The devotees of slothful compromises relearned it")).toEqual([]);
});

test("every meaning is a sentence or two", () => {
  const all = wordsIn(
    "ballot slot promise vote quorum chosen learned executed no-op phase 1 phase 2 leader follower acceptor proposer learner",
    99,
  );
  expect(all).toHaveLength(16);
  for (const { meaning } of all) expect(meaning).toMatch(/^[A-Z].{20,200}\.$/);
});
