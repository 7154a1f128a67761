// What a pasted or dropped text is taken for.

import { expect, test } from "vitest";
import { heldBy } from "../../src/page/held";

const PAGE = new URL("https://example.net/paxos/?s=s01a-basic");
const PAYLOAD = "1byc2_E9PGgdpLN7iwOkzxhyH0iAAWwaR3gE4H0VtrispRNGzG-rg_AbbTqiLgCY.0z6j0jw";

/** Texts that begin so are scenarios here. */
const held = (text: string) => heldBy(text, (one) => one.startsWith("protocol"), PAGE);

test("a payload, its hash, and an address of any site that ends in it are a link", () => {
  for (const given of [
    PAYLOAD,
    `#${PAYLOAD}`,
    ` https://example.net/paxos/#${PAYLOAD}\n`,
    `http://localhost:5173/embed/?theme=dark#${PAYLOAD}`,
  ]) {
    expect(held(given), given).toEqual({ kind: "link", payload: PAYLOAD });
  }
  expect(held(`#${PAYLOAD}&step=12`)).toEqual({ kind: "link", payload: `${PAYLOAD}&step=12` });
});

test("a damaged link is a link all the same: its card says what is wrong", () => {
  expect(held("https://example.net/paxos/#1AAAA.abc")).toEqual({ kind: "link", payload: "1AAAA.abc" });
});

test("a whole link among words is that link, unless the text is a scenario that mentions it", () => {
  expect(held(`look: <https://example.net/#${PAYLOAD}&step=7>, odd`)).toEqual({
    kind: "link",
    payload: `${PAYLOAD}&step=7`,
  });
  const scenario = `protocol basic\n# https://example.net/#${PAYLOAD}\n`;
  expect(held(scenario)).toEqual({ kind: "text", text: scenario });
});

test("a shipped scenario's address counts on this site alone", () => {
  expect(held("https://example.net/paxos/?s=s03-duel&step=4")).toEqual({
    kind: "slug",
    slug: "s03-duel",
    step: 4,
  });
  const other = "https://example.org/?s=s03-duel";
  expect(held(other)).toEqual({ kind: "text", text: other });
});

test("anything else is a text, to the letter", () => {
  for (const text of ["protocol multi\n", "hello", " 1.5 \n", "#3", "deliver Promise 1.P1 A2->P1\n"]) {
    expect(held(text), text).toEqual({ kind: "text", text });
  }
});
