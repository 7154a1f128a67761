// Every scenario's text in one file, for whoever opens the list.

const plain = import.meta.glob<string>("../../../scenarios/*.paxos", {
  query: "?raw",
  import: "default",
  eager: true,
});
const broken = import.meta.glob<string>("../../../scenarios/rules/*.paxos", {
  query: "?raw",
  import: "default",
  eager: true,
});

export const texts = { ...plain, ...broken };
