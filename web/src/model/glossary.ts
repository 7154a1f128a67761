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

/** A word of the glossary as it stands in a text. */
export interface Word {
  readonly name: string;
  readonly text: string;
}

/**
 * A text in pieces: words of the glossary, and what is between them. Each word once, where it stands first:
 * `seen` has those that were there before, and gets the new ones.
 */
export function inPieces(text: string, seen: Set<string>): (string | Word)[] {
  const found: { name: string; at: number; text: string }[] = [];
  for (const [name, forms] of FORMS) {
    const match = seen.has(name) ? null : forms.exec(text);
    if (match) found.push({ name, at: match.index, text: match[0] });
  }
  const pieces: (string | Word)[] = [];
  let from = 0;
  for (const word of found.sort((one, other) => one.at - other.at)) {
    seen.add(word.name);
    if (word.at > from) pieces.push(text.slice(from, word.at));
    pieces.push({ name: word.name, text: word.text });
    from = word.at + word.text.length;
  }
  if (from < text.length) pieces.push(text.slice(from));
  return pieces;
}
