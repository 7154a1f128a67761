// Every scenario's text in one file, for whoever opens the list.

export const texts = import.meta.glob<string>("../../../scenarios/*.paxos", {
  query: "?raw",
  import: "default",
  eager: true,
});
