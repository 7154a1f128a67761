// What happened at this step, in words: a sentence, what follows from it, and by which rule.

import { html, nothing, type TemplateResult } from "lit";
import type { Header, StepView } from "../core";
import { time } from "../model/transcript";
import { sentence, withChips } from "./words";

export interface Caption {
  header: Header;
  view: StepView | undefined;
  step: number;
  note: { text: string; isNew: boolean } | null;
  ruleShown: boolean;
  toggleRule: () => void;
}

export function caption({ header, view, step, note, ruleShown, toggleRule }: Caption): TemplateResult {
  const rule = view?.rule ?? null;
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !ruleShown) return;
    event.preventDefault();
    event.stopPropagation();
    toggleRule();
  };
  return html`<div class="caption" part="caption" @keydown=${closeOnEscape}>
    <div class="where">
      step ${step} of ${header.stepCount}${view && !header.manual ? html`<span class="at"> · ${time(view.atMs)}</span>` : nothing}
    </div>
    <div class="said">
      <p class="sentence" id="sentence">${view ? sentence(view.sentence) : nothing}</p>
      <p class="detail">
        ${view?.detail ? html`${withChips(view.detail, header.nodes)} ` : nothing}
        ${
          rule
            ? html`<button
                  class="why"
                  aria-expanded=${ruleShown ? "true" : "false"}
                  aria-controls="rule"
                  @click=${toggleRule}
                >
                  Why? ${rule.name.replaceAll("-", " ")}
                </button>`
            : nothing
        }
      </p>
      ${
        rule
          ? html`<div class="rule" id="rule" ?hidden=${!ruleShown}>
              <p>${withChips(rule.sentence, header.nodes)}</p>
              <p class="source">${rule.source}</p>
            </div>`
          : nothing
      }
    </div>
    ${
      note
        ? html`<p class="note-line ${note.isNew ? "now" : ""}">${withChips(note.text, header.nodes)}</p>`
        : nothing
    }
  </div>`;
}
