// Sentences with their chips, and the rule behind a step.

import { html, nothing, type TemplateResult } from "lit";
import type { Span } from "../core";

/** What is made of the plain text in a passage: as it stands, or with its words explained. */
export type InText = (text: string) => unknown;

const asItStands: InText = (text) => text;

export function sentence(spans: readonly Span[], inText = asItStands): TemplateResult[] {
  return spans.map((one) => span(one, inText));
}

function span(one: Span, inText: InText): TemplateResult {
  switch (one.kind) {
    case "text":
      return html`${inText(one.text)}`;
    case "ballot":
      return chip(one.text, one.owner);
    case "node":
      return html`<b class="node-word">${one.text}</b>`;
    case "slot":
      return html`<span class="slot-word">${one.text}</span>`;
    case "value":
      return html`<code class="value-word">${one.text}</code>`;
    case "broken":
      return html`<strong class="broken-word">${one.text}</strong>`;
  }
}

/** A ballot in its owner's colour. */
export function chip(text: string, owner: number | null): TemplateResult {
  const [round, name] = text.split(".");
  return html`<span class="chip ${owner === null ? "plain" : `owner-${owner}`}" title="Ballot: round ${round} of ${name}"
    >${text}</span>`;
}

/** Ballots in free text ("1.B") get their chip where the owner's name is known. */
export function withChips(text: string, nodes: readonly string[], inText = asItStands): TemplateResult {
  const parts = text.split(/\b(\d+\.[A-Z]\w*)\b/);
  return html`${parts.map((part, index) => {
    const owner = index % 2 === 1 ? nodes.indexOf(part.slice(part.indexOf(".") + 1)) : -1;
    return owner >= 0 ? chip(part, owner) : part === "" ? nothing : inText(part);
  })}`;
}
