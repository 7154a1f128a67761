// What a step is in words, for readers, labels and the log.

import type { Span, StepView } from "../core";

/** A sentence as plain text. */
export function plain(sentence: readonly Span[]): string {
  return sentence.map((span) => span.text).join("");
}

/** What the scrubber says: "step 14 of 26: C promises 2.A". */
export function spoken(step: StepView | undefined, number: number, stepCount: number): string {
  const where = `step ${number} of ${stepCount}`;
  const what = step ? plain(step.sentence) : "";
  return what === "" ? where : `${where}: ${what}`;
}

/** Times as the page prints them. */
export function time(ms: number): string {
  return `${ms} ms`;
}

/** The sentences of a paragraph; what has no end is none. */
export function sentencesOf(paragraph: string): string[] {
  return paragraph.match(/\S.*?[.!?](?=\s|$)/gs) ?? [];
}
