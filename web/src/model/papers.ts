// The papers that rules go back to, by the short names that their sources are given with (docs/PROTOCOL.md).

const PAPERS: Readonly<Record<string, string>> = {
  PMS: "Paxos Made Simple",
  PTP: "The Part-Time Parliament",
  PMMC: "Paxos Made Moderately Complex",
  PML: "Paxos Made Live",
  FPaxos: "Flexible Paxos",
  HM20: "Paxos vs Raft",
  Ongaro: "Ongaro’s thesis",
};

/** A source with its papers' titles: `Paxos Made Simple 2.2, phase 1`. */
export function withTitles(source: string): string {
  return source.replace(/\b[A-Z]\w+\b/g, (word) => PAPERS[word] ?? word);
}
