// What the words of the glossary mean. Popular explanations of Paxos call some of them differently, or say
// more than is true: then the entry says so.

/** A sentence or two, by the word's name. */
export const meanings: Readonly<Record<string, string>> = {
  "a ballot":
    "A numbered attempt to get a value chosen, written round.owner, such as 2.B. It belongs to one proposer, and none is used twice. Elsewhere: proposal number.",
  "a slot":
    "A position in the log, such as #3. A leader's ballot stays the same from slot to slot. Elsewhere: round number.",
  "a promise":
    "An acceptor's word to ignore every lower ballot. It reports the acceptor's own last vote: accepted, which is not yet agreed.",
  "a vote":
    "An acceptor has accepted a value in a ballot. One vote decides nothing; a later ballot may overwrite it.",
  "a quorum":
    "Enough acceptors to act: a majority, if nothing else is said. Any phase-1 quorum and any phase-2 quorum have an acceptor in common.",
  chosen:
    "A quorum has voted for the value in one ballot. It is true from that moment on, whether anybody knows it or not. Elsewhere: committed.",
  learned: "One replica knows that the value is chosen. Others may not know it yet.",
  executed:
    "A replica has carried the command out on its store: after it is learned, strictly in slot order.",
  "a no-op":
    "A value that does nothing. It fills a slot that nobody voted in, so that later slots need not wait.",
  "phase 1": "Prepare and Promise: a proposer finds out what may have been chosen before it proposes.",
  "phase 2": "Accept and Accepted: a proposer asks for votes. An Accept commits nothing by itself.",
  "a leader":
    "A proposer whose ballot a quorum has promised for all open slots. Each command then costs phase 2 alone.",
  "a follower": "A replica that knows of a leader. It hands requests on, or tells clients where to ask.",
  "an acceptor": "A node that promises and votes. Elsewhere: voter.",
  "a proposer": "A node that starts ballots and asks for votes.",
  "a learner": "A node that counts votes and so finds out what is chosen.",
};
