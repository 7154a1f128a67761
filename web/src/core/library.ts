// The scenarios that ship: their texts are files of the site, fetched one by one, so that nobody waits for
// those that they do not play.

import { type CoreError, isPlain, type Summary, summary } from "../core";
import { wholeCore } from "./load";

export interface LibraryEntry extends Summary {
  slug: string;
  text: string;
}

const files = import.meta.glob<string>("../../../scenarios/*.paxos", { query: "?raw", import: "default" });

function slugOf(path: string): string {
  return path.replace(/^.*\/|\.paxos$/g, "");
}

/** Every slug, in the gallery's order. */
export const slugs: readonly string[] = Object.keys(files).map(slugOf);

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
  return Object.entries(texts).map(([path, text]) => ({ ...summary(text), slug: slugOf(path), text }));
}
