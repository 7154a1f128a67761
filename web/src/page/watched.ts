// What each monitor looks at, in a sentence, by its id: docs/MONITORS.md has more of it.

export const watched: Readonly<Record<string, string>> = {
  agreement: "Every vote ever cast, by slot, ballot and value. Votes need not exist at the same time.",
  validity: "What is chosen, against what clients asked for and nodes brought.",
  "learned-implies-chosen": "What a node learns, against what is chosen by then.",
  "promise-is-monotone": "Every promise, and what a restart finds on its disk.",
  "promise-is-kept": "Every vote, against all that its voter promised before.",
  "ballot-has-one-owner": "Who starts a ballot, and who speaks for it.",
  "one-value-per-ballot": "What is proposed and voted for in each ballot and slot.",
  "votes-are-safe":
    "Every vote, against all lower ballots: some quorum must have voted for the same value there, or never vote there any more.",
  "promise-tells-the-truth": "Every Promise that leaves, against its sender’s votes.",
  "chosen-is-stable": "What was found chosen before, computed anew at each vote.",
  "logs-agree": "What every node learns, slot by slot.",
  execution: "The order in which each replica executes, and the commit index that leaders tell.",
  "state-machines-agree": "A hash of each store after every step that executes.",
  "only-no-ops-fill-gaps": "What a new leader proposes, against what the promises of its quorum report.",
  "exactly-once": "Every execution, by client and number.",
  linearizable: "What clients asked and were answered, reads included.",
  "durable-before-send": "The order of writes and messages within each step.",
};
