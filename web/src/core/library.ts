// The scenarios that ship: their texts are files of the site, fetched one by one, so that nobody waits for
// those that they do not play.

import { type CoreError, isPlain, type Summary, summary } from "../core";
import { wholeCore } from "./load";

export interface LibraryEntry extends Summary {
  slug: string;
  text: string;
  /** Whether it is there to show what a rule is for, by switching it off. */
  breaksRule: boolean;
}

const plain = import.meta.glob<string>("../../../scenarios/*.paxos", { query: "?raw", import: "default" });
const broken = import.meta.glob<string>("../../../scenarios/rules/*.paxos", {
  query: "?raw",
  import: "default",
});
const files = { ...plain, ...broken };

function slugOf(path: string): string {
  return path.replace(/^.*\/|\.paxos$/g, "");
}

/** By the rule's id: R before M, 2 before 10. */
function byRule(a: string, b: string): number {
  return (
    b.charCodeAt(0) - a.charCodeAt(0) || Number.parseInt(a.slice(1), 10) - Number.parseInt(b.slice(1), 10)
  );
}

const ruleSlugs = Object.keys(broken).map(slugOf).sort(byRule);

/** Every slug, in the gallery's order: those of a rule switched off come last. */
export const slugs: readonly string[] = [...Object.keys(plain).map(slugOf), ...ruleSlugs];

/**
 * The text of a scenario that ships, and beside it as much of the core as playing it takes. Throws a
 * CoreError with the code `unknown-scenario`.
 */
export async function scenarioText(slug: string): Promise<string> {
  const path = Object.keys(files).find((file) => slugOf(file) === slug);
  const coming = path ? files[path] : undefined;
  const [text] = coming ? await Promise.all([coming(), isPlain(slug) || wholeCore()]) : [];
  if (text !== undefined) return text;
  const error: CoreError = Object.assign(new Error(`there is no scenario “${slug.slice(0, 60)}”`), {
    code: "unknown-scenario",
    line: null,
    column: null,
    expected: null,
    hint: null,
  });
  throw error;
}

/** All of them, for a list. The core must be loaded. */
export async function library(): Promise<LibraryEntry[]> {
  const [{ texts }] = await Promise.all([import("./texts"), wholeCore()]);
  const all = Object.entries(texts).map(([path, text]) => {
    return { ...summary(text), slug: slugOf(path), text, breaksRule: path in broken };
  });
  return all.sort((a, b) => slugs.indexOf(a.slug) - slugs.indexOf(b.slug));
}
