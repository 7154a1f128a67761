// The words of the field, one per idea, that are explained where they stand. What they mean is a file of its
// own, for whoever asks (meanings.ts).

/** As they are asked for, "a ballot", and how they stand in a text. */
const FORMS: readonly [name: string, forms: RegExp][] = [
  ["a ballot", /\bballots?\b/i],
  ["a slot", /\bslots?\b/i],
  ["a promise", /\bpromis(?:e|es|ed)\b/i],
  ["a vote", /\b(?:votes?|voted)\b/i],
  ["a quorum", /\bquorums?\b/i],
  ["chosen", /\bchosen\b/i],
  ["learned", /\blearn(?:s|ed)?\b/i],
  ["executed", /\b(?:executes?|executed|applied)\b/i],
  ["a no-op", /\bno-ops?\b/i],
  ["phase 1", /\bphase[ -]1\b/i],
  ["phase 2", /\bphase[ -]2\b/i],
  ["a leader", /\b(?:leaders?|leads)\b/i],
  ["a follower", /\bfollowers?\b/i],
  ["an acceptor", /\bacceptors?\b/i],
  ["a proposer", /\bproposers?\b/i],
  ["a learner", /\blearners?\b/i],
];

export const WORDS: readonly string[] = FORMS.map(([name]) => name);

/** The words of the glossary that a text uses, in the order in which they stand; `most` of them. */
export function wordsIn(text: string, most: number): string[] {
  return FORMS.map(([name, forms]) => ({ name, at: text.search(forms) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)
    .slice(0, most)
    .map(({ name }) => name);
}
