// What happened at this step, in words: a sentence, what follows from it, by which rule, and what it rests on.

import { html, nothing, type TemplateResult } from "lit";
import type { Header, StepView } from "../core";
import { time } from "../model/transcript";
import type { Run } from "./run";
import { type InText, sentence, withChips } from "./words";

export interface Caption {
  header: Header;
  view: StepView | undefined;
  step: number;
  note: { text: string; isNew: boolean } | null;
  /** Whether the rule is explained now. */
  isExplained: boolean;
  explain: (isExplained: boolean) => void;
  /** What the rule says; it may still be on its way. */
  explanation: (rule: StepView["rule"]) => unknown;
  /** Explains the words of a passage where they stand, once that is here. */
  words: InText | undefined;
  /** What the sentence rests on. */
  evidence: unknown;
}

export function caption(of: Caption): TemplateResult {
  const { header, view, step, note, isExplained, explain, words, evidence } = of;
  const rule = view?.rule ?? null;
  const isOpen = isExplained && rule !== null;
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !isExplained) return;
    event.preventDefault();
    event.stopPropagation();
    explain(false);
  };
  return html`<div class="caption" part="caption" @keydown=${closeOnEscape}>
    <div class="where">
      step ${step} of ${header.stepCount}${view && (view.atMs > 0 || !header.manual) ? html`<span class="at"> · ${time(view.atMs)}</span>` : nothing}
    </div>
    <div class="said">
      <p class="sentence" id="sentence">${view ? sentence(view.sentence, words) : nothing}</p>
      <p class="detail">
        ${view?.detail ? html`${withChips(view.detail, header.nodes, words)} ` : nothing}
        ${
          rule
            ? html`<button
                class="why"
                aria-expanded=${isOpen ? "true" : "false"}
                aria-controls="rule"
                @click=${() => explain(!isExplained)}
              >
                Why? ${rule.name.replaceAll("-", " ")}
              </button>`
            : nothing
        }
      </p>
      <div class="rule" id="rule" ?hidden=${!isOpen}>${isOpen ? of.explanation(rule) : nothing}</div>
      ${evidence}
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
