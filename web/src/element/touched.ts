// What nobody needs who only looks on: a chunk of its own, which comes when somebody touches the page.

import { html, nothing, type TemplateResult, unsafeCSS } from "lit";
import { type Header, type Marker, ruleTexts, type StepView } from "../core";
import { scenarioText } from "../core/library";
import { withTitles } from "../model/papers";
import evidence from "./evidence.css?inline";
import type { Origin } from "./run";
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

/** The player that explains, which can play something else instead. */
interface Explaining extends EventTarget {
  readonly markers: readonly Marker[];
  open(origin: Origin): void;
  seekToStep(step: number): void;
  switchRule(id: string, kept: boolean): void;
}

/**
 * What is explained under a sentence: what would go wrong without the step's rule; the rule, who says so, and what
 * popular tellings say instead; where to see it broken.
 */
export function explanation(
  rule: StepView["rule"],
  header: Header,
  player: Explaining,
): TemplateResult | typeof nothing {
  if (!rule) return nothing;
  const [sentence = "", source = "", popular = "", reason = "", slug = ""] = rules[rule.name] ?? [];
  // The story's names are those of a small example, not of the nodes that are played.
  return html`<p>${withChips(sentence, header.nodes)}</p>
    <p class="reason"><b>Without it, in another run:</b> ${reason}</p>
    ${popular === "" ? nothing : html`<p class="popular">${popular}</p>`}
    <p class="source">${rule.id ? html`${rule.id}, ` : nothing}${withTitles(source)}</p>
    ${slug === "" ? nothing : html`<button class="quiet" @click=${() => void playShipped(slug, player)}>See it break</button>`}
    ${rule.id ? switchButton(rule.id, header, (id, kept) => player.switchRule(id, kept)) : nothing}`;
}

/**
 * Plays a scenario that ships, from just before it breaks. Who listens to `scenariorequest` and prevents its
 * default opens it themselves, and then calls `opened`.
 */
async function playShipped(slug: string, player: Explaining): Promise<void> {
  const opened = () => {
    const violation = player.markers.find(({ kind }) => kind === "violation");
    if (violation) player.seekToStep(Math.max(0, violation.step - 1));
  };
  const request = new CustomEvent("scenariorequest", { cancelable: true, detail: { slug, opened } });
  if (!player.dispatchEvent(request)) return;
  player.open({ slug, text: await scenarioText(slug) });
  opened();
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
