// What nobody needs who only looks on: a chunk of its own, which comes when somebody touches the page.

import { html, nothing, type TemplateResult, unsafeCSS } from "lit";
import { type Header, ruleTexts, type StepView } from "../core";
import evidence from "./evidence.css?inline";
import touched from "./touched.css?inline";
import { withChips } from "./words";

export { placeRule } from "./beside";
export { Edits } from "./edits";
export { keysDialog } from "./keysdialog";
export { menuFor, menuTemplate, refusedMenu } from "./menu";
export { Pointing } from "./pointing";
export { press } from "./press";
export { explaining } from "./term";
export { Until } from "./until";

const look = unsafeCSS(`${touched}${evidence}`).styleSheet;

/** Gives a player the looks of all that. */
export function dress(root: DocumentFragment | HTMLElement): void {
  if (!look || !(root instanceof ShadowRoot) || root.adoptedStyleSheets.includes(look)) return;
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, look];
}

const rules = await ruleTexts();

/** What is explained under a sentence: the step's rule, who says so, and what popular tellings say instead. */
export function explanation(
  rule: StepView["rule"],
  header: Header,
  switchRule: (id: string, kept: boolean) => void,
): TemplateResult | typeof nothing {
  if (!rule) return nothing;
  const [sentence = "", source = "", popular = ""] = rules[rule.name] ?? [];
  return html`<p>${withChips(sentence, header.nodes)}</p>
    ${popular === "" ? nothing : html`<p class="popular">${popular}</p>`}
    <p class="source">${rule.id ? html`${rule.id}, ` : nothing}${source}</p>
    ${rule.id ? switchButton(rule.id, header, switchRule) : nothing}`;
}

function switchButton(
  id: string,
  header: Header,
  switchRule: (id: string, kept: boolean) => void,
): TemplateResult {
  const isBroken = header.broken.some((rule) => rule.id === id);
  return html`<button class="quiet" @click=${() => switchRule(id, isBroken)}>
    ${isBroken ? `Play with ${id} on` : `Play this without ${id}`}
  </button>`;
}
