// The words of the field, one per idea, explained where they stand. Popular explanations of Paxos call
// some of them differently, or say more than is true: then the entry says so.

export interface Word {
  /** As it is asked for: "a ballot". */
  readonly name: string;
  readonly meaning: string;
}

interface Entry extends Word {
  readonly forms: RegExp;
}

const word = (name: string, forms: RegExp, meaning: string): Entry => ({ name, forms, meaning });

const ENTRIES: readonly Entry[] = [
  word(
    "a ballot",
    /\bballots?\b/i,
    "A numbered attempt to get a value chosen, written round.owner, such as 2.B. It belongs to one proposer, and none is used twice. Elsewhere: proposal number.",
  ),
  word(
    "a slot",
    /\bslots?\b/i,
    "A position in the log, such as #3. A leader's ballot stays the same from slot to slot. Elsewhere: round number.",
  ),
  word(
    "a promise",
    /\bpromis(?:e|es|ed)\b/i,
    "An acceptor's word to ignore every lower ballot. It reports the acceptor's own last vote: accepted, which is not yet agreed.",
  ),
  word(
    "a vote",
    /\b(?:votes?|voted)\b/i,
    "An acceptor has accepted a value in a ballot. One vote decides nothing; a later ballot may overwrite it.",
  ),
  word(
    "a quorum",
    /\bquorums?\b/i,
    "Enough acceptors to act: a majority, if nothing else is said. Any phase-1 quorum and any phase-2 quorum have an acceptor in common.",
  ),
  word(
    "chosen",
    /\bchosen\b/i,
    "A quorum has voted for the value in one ballot. It is true from that moment on, whether anybody knows it or not. Elsewhere: committed.",
  ),
  word(
    "learned",
    /\blearn(?:s|ed)?\b/i,
    "One replica knows that the value is chosen. Others may not know it yet.",
  ),
  word(
    "executed",
    /\b(?:executes?|executed|applied)\b/i,
    "A replica has carried the command out on its store: after it is learned, strictly in slot order.",
  ),
  word(
    "a no-op",
    /\bno-ops?\b/i,
    "A value that does nothing. It fills a slot that nobody voted in, so that later slots need not wait.",
  ),
  word(
    "phase 1",
    /\bphase[ -]1\b/i,
    "Prepare and Promise: a proposer finds out what may have been chosen before it proposes.",
  ),
  word(
    "phase 2",
    /\bphase[ -]2\b/i,
    "Accept and Accepted: a proposer asks for votes. An Accept commits nothing by itself.",
  ),
  word(
    "a leader",
    /\b(?:leaders?|leads)\b/i,
    "A proposer whose ballot a quorum has promised for all open slots. Each command then costs phase 2 alone.",
  ),
  word(
    "a follower",
    /\bfollowers?\b/i,
    "A replica that knows of a leader. It hands requests on, or tells clients where to ask.",
  ),
  word("an acceptor", /\bacceptors?\b/i, "A node that promises and votes. Elsewhere: voter."),
  word("a proposer", /\bproposers?\b/i, "A node that starts ballots and asks for votes."),
  word("a learner", /\blearners?\b/i, "A node that counts votes and so finds out what is chosen."),
];

/** The words of the glossary that a text uses, in the order in which they stand; `most` of them. */
export function wordsIn(text: string, most: number): Word[] {
  return ENTRIES.map((entry) => ({ entry, at: text.search(entry.forms) }))
    .filter(({ at }) => at >= 0)
    .sort((one, other) => one.at - other.at)
    .slice(0, most)
    .map(({ entry: { name, meaning } }) => ({ name, meaning }));
}
