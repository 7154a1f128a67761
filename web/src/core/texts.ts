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

export interface Shipped {
  slug: string;
  text: string;
  /** Whether it is there to show what a rule is for, by switching it off. */
  breaksRule: boolean;
}

function shipped(files: Record<string, string>, breaksRule: boolean): Shipped[] {
  return Object.entries(files).map(([path, text]) => {
    return { slug: path.replace(/^.*\/|\.paxos$/g, ""), text, breaksRule };
  });
}

/** By the rule's id: R before M, 2 before 10. */
function byRule({ slug: a }: Shipped, { slug: b }: Shipped): number {
  return (
    b.charCodeAt(0) - a.charCodeAt(0) || Number.parseInt(a.slice(1), 10) - Number.parseInt(b.slice(1), 10)
  );
}

/** In the gallery's order: those of a rule switched off come last. */
export const texts: readonly Shipped[] = [...shipped(plain, false), ...shipped(broken, true).sort(byRule)];
