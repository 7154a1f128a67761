// What nobody needs who only looks on: a chunk of its own, which comes when somebody touches the page.

import { html, nothing, type TemplateResult } from "lit";
import { type Header, ruleTexts, type StepView } from "../core";
import type { PaxosPlayer } from "../element";
import evidence from "./evidence.css?inline";
import { Pointing } from "./pointing";
import type { Tip } from "./tip";
import touched from "./touched.css?inline";
import type { Views } from "./views";
import { withChips } from "./words";

export { editsBar } from "./edits";
export { keysDialog } from "./keysdialog";
export { menuFor, menuTemplate, refusedMenu } from "./menu";
export { press } from "./press";
export { explaining } from "./term";

const sheet = new CSSStyleSheet();
sheet.replaceSync(`${touched}${evidence}`);

/** What is pointed at in a player, which gets the looks of all this. */
export function pointing(player: PaxosPlayer, views: Views, tip: Tip): Pointing {
  const root = player.renderRoot;
  if (root instanceof ShadowRoot) root.adoptedStyleSheets.push(sheet);
  return new Pointing(player, views, tip);
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
