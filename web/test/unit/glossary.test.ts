import { expect, test } from "vitest";
import { WORDS, wordsIn } from "../../src/model/glossary";
import { meanings } from "../../src/model/meanings";

const names = (text: string, most = 9) => wordsIn(text, most);

test("the words of a sentence are found in the order in which they stand, once each", () => {
  expect(
    names("B promises 2.A: it will ignore every lower ballot, and reports its vote at a lower ballot"),
  ).toEqual(["a promise", "a ballot", "a vote"]);
  expect(names("A quorum of promises", 1)).toEqual(["a quorum"]);
});

test("parts of other words are none of them", () => {
  expect(names("The devotees of slothful compromises relearned it")).toEqual([]);
});

test("every word has a meaning, a sentence or two", () => {
  const all = wordsIn(
    "ballot slot promise vote quorum chosen learned executed no-op phase 1 phase 2 leader follower acceptor proposer learner",
    99,
  );
  expect(all).toHaveLength(16);
  expect(all.toSorted()).toEqual(WORDS.toSorted());
  expect(Object.keys(meanings).sort()).toEqual(WORDS.toSorted());
  for (const meaning of Object.values(meanings)) expect(meaning).toMatch(/^[A-Z].{20,200}\.$/);
});
