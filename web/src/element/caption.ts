// What happened at this step, in words: a sentence, what follows from it, by which rule, and what the
// field's words in it mean.

import { html, nothing, type TemplateResult } from "lit";
import type { Header, StepView } from "../core";
import { wordsIn } from "../model/glossary";
import { plain, time } from "../model/transcript";
import type { Run } from "./run";
import { sentence, withChips } from "./words";

/** How many words of a sentence are offered for explanation. */
const WORDS = 3;

export interface Caption {
  header: Header;
  view: StepView | undefined;
  step: number;
  note: { text: string; isNew: boolean } | null;
  /** What is explained now: the rule, one of the words, or nothing. */
  explained: string | null;
  explain: (what: string | null) => void;
  /** What the rule or the word says; it may still be on its way. */
  explanation: (rule: StepView["rule"], word: string | undefined) => unknown;
}

export const RULE = "rule";

export function caption({
  header,
  view,
  step,
  note,
  explained,
  explain,
  explanation,
}: Caption): TemplateResult {
  const rule = view?.rule ?? null;
  const words = view ? wordsIn(`${plain(view.sentence)} ${view.detail}`, WORDS) : [];
  const word = words.find((name) => name === explained);
  const isRule = explained === RULE && rule !== null;
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || explained === null) return;
    event.preventDefault();
    event.stopPropagation();
    explain(null);
  };
  const asks = (what: string, label: string, name: string) =>
    html`<button
      class=${name}
      aria-expanded=${explained === what ? "true" : "false"}
      aria-controls="rule"
      @click=${() => explain(explained === what ? null : what)}
    >
      ${label}
    </button>`;
  return html`<div class="caption" part="caption" @keydown=${closeOnEscape}>
    <div class="where">
      step ${step} of ${header.stepCount}${view && !header.manual ? html`<span class="at"> · ${time(view.atMs)}</span>` : nothing}
    </div>
    <div class="said">
      <p class="sentence" id="sentence">${view ? sentence(view.sentence) : nothing}</p>
      <p class="detail">
        ${view?.detail ? html`${withChips(view.detail, header.nodes)} ` : nothing}
        ${rule ? asks(RULE, `Why? ${rule.name.replaceAll("-", " ")}`, "why") : nothing}
        ${words.map((name) => asks(name, `${name}?`, "why word"))}
      </p>
      <div class="rule" id="rule" ?hidden=${!isRule && !word}>
        ${isRule || word ? explanation(rule, word) : nothing}
      </div>
    </div>
    ${
      note
        ? html`<p class="note-line ${note.isNew ? "now" : ""}">${withChips(note.text, header.nodes)}</p>`
        : nothing
    }
  </div>`;
}

/** The scenario's note that belongs to a step: its own, or that of one just before. */
export function noteAt(run: Run, step: number): { text: string; isNew: boolean } | null {
  const notes = run.header.markers.filter((marker) => marker.kind === "note" && marker.step <= step);
  const last = notes.at(-1);
  if (!last) return null;
  const text = run.steps.at(last.step)?.note ?? last.label;
  return { text, isNew: last.step === step };
}
