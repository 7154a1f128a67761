// What the words of the glossary and the views mean; and, where popular tellings of Paxos use another word,
// or say more than is true, what they say.

export interface Meaning {
  /** A sentence or two. */
  readonly means: string;
  /** What popular tellings say. */
  readonly popular?: string;
}

/** By the word's name. */
export const meanings: Readonly<Record<string, Meaning>> = {
  "a ballot": {
    means:
      "A numbered attempt to get a value chosen, written round.owner, such as 2.B. It belongs to one proposer, and none is used twice.",
    popular: "Popular tellings say “proposal number”.",
  },
  "a slot": {
    means:
      "A position in the log, such as #3. What fills it is decided by itself, and a leader keeps its ballot from slot to slot.",
    popular: "Popular tellings say “round number”, and let it grow as if it were a ballot.",
  },
  "a promise": {
    means:
      "An acceptor’s word to take part in no lower ballot. With it comes the acceptor’s own last vote, or none.",
    popular:
      "Popular tellings say that it carries the agreed value. It is accepted, which is not yet agreed.",
  },
  "a vote": {
    means:
      "An acceptor has accepted a value in a ballot. One vote decides nothing; a vote in a higher ballot takes its place.",
    popular: "Popular tellings say “accepted”, which sounds like more than it is.",
  },
  "a quorum": {
    means:
      "Enough acceptors to act: a majority, if nothing else is said. Any quorum of promises and any quorum of votes have an acceptor in common.",
  },
  chosen: {
    means:
      "A quorum has voted for the value in one ballot. It is true from that moment on, whether anybody knows it or not.",
    popular: "Popular tellings say “committed”, and mean now this, now that somebody knows.",
  },
  learned: { means: "One replica knows that the value is chosen. Others may not know it yet." },
  executed: {
    means: "A replica has carried the command out on its store: after it is learned, strictly in slot order.",
    popular: "Popular tellings say “updates its state”, as if that were what makes the value safe.",
  },
  "a no-op": {
    means:
      "A value that does nothing. It fills a slot that nobody voted in, so that later slots need not wait.",
  },
  "phase 1": {
    means: "Prepare and Promise: a proposer finds out what may have been chosen before it proposes.",
  },
  "phase 2": {
    means: "Accept and Accepted: a proposer asks for votes.",
    popular: "Popular tellings say “commit message” for Accept. It commits nothing by itself.",
  },
  "a leader": {
    means:
      "A proposer whose ballot a quorum has promised for all open slots. Each command then costs phase 2 alone.",
  },
  "a follower": {
    means: "A replica that knows of a leader. It hands requests on, or tells clients where to ask.",
  },
  "an acceptor": {
    means: "A node that promises and votes, and keeps both on its disk.",
    popular: "Popular tellings say “voter”.",
  },
  "a proposer": { means: "A node that starts ballots and asks for votes." },
  "a learner": { means: "A node that counts votes and so finds out what is chosen." },
  "the stage": {
    means:
      "The nodes and what is under way between them at this step. In a node’s box is what is on its disk: what it promised, and its votes.",
  },
  "the sequence": {
    means:
      "Time runs down, a row for each step; an arrow leaves where a message was sent and ends where it arrived.",
  },
  "the ledger": {
    means: "Slot by node: who voted for what, what is chosen, who knows it and who has executed it.",
  },
  "the board": {
    means: "Ballot by acceptor, for one slot: who promised, who voted, and what the next ballot may propose.",
  },
};
