// The scenarios that ship: their texts are files of the site, fetched one by one, so that nobody waits for
// those that they do not play, nor for a list of their names.

import { type CoreError, isPlain, type Summary, summary } from "../core";
import { wholeCore } from "./load";
import type { Shipped } from "./texts";

export type LibraryEntry = Summary & Shipped;

/** What the page opens with. */
export const FIRST_SLUG = "s01a-basic";

/** Of a published page, the folder of their texts, beside the scripts (vite.config.ts). */
declare const SCENARIOS: string;

/** The text of a file of that name, if there is one. */
async function textOf(slug: string): Promise<string | undefined> {
  if (!import.meta.env.PROD) {
    const { texts } = await import("./texts");
    return texts.find((one) => one.slug === slug)?.text;
  }
  if (!/^[\w-]+$/.test(slug)) return undefined;
  const here = import.meta.url;
  const response = await fetch(new URL(`${SCENARIOS}/${slug}.paxos`, here));
  if (response.status === 404) return undefined;
  if (!response.ok) throw new Error(`the scenario can’t be fetched: ${response.status}`);
  const text = await response.text();
  // Some hosts send a page in place of what they don't have.
  return text.startsWith("<") ? undefined : text;
}

/**
 * The text of a scenario that ships, and beside it as much of the core as playing it takes. Throws a
 * CoreError with the code `unknown-scenario`.
 */
export async function scenarioText(slug: string): Promise<string> {
  const [text] = await Promise.all([textOf(slug), isPlain(slug) || wholeCore()]);
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
  return texts.map((one) => ({ ...summary(one.text), ...one }));
}
