// What happened at this step, in words: a sentence beside the transport; what follows from it, by which rule, and
// what it rests on; what the scenario notes of it.

import { html, nothing, type TemplateResult } from "lit";
import type { Header, StepView } from "../core";
import { plain, sentencesOf, time } from "../model/transcript";
import type { Run } from "./run";
import { type InText, sentence, withChips } from "./words";

/** In place of the first sentence until somebody did something. */
const WELCOME = "This is Paxos, message by message. Press play, or touch anything.";

/** Sentences beyond that have smaller letters, so that all have the same height. In characters. */
const LONG = 75;
const VERY_LONG = 125;

/** A beginning that fits beside the invitation. In characters. */
const BRIEF = 90;

export interface Told {
  header: Header;
  view: StepView | undefined;
  step: number;
  /** What a scenario is about that somebody asked for, "" of another; null once somebody did something here. */
  welcome: string | null;
  /** Explains the words of a passage where they stand, once that is here. */
  words: InText | undefined;
}

/** Where the run stands, and the sentence. It is as high at every step. */
export function told({ header, view, step, welcome, words }: Told): TemplateResult {
  const invitation = step === 0 && welcome !== null ? invite(welcome) : null;
  const length = (invitation ?? (view ? plain(view.sentence) : "")).length;
  const size = length > VERY_LONG ? "long very-long" : length > LONG ? "long" : "";
  return html`<div class="told" part="caption">
    <div class="where">
      step ${step} of ${header.stepCount}${view && (view.atMs > 0 || !header.manual) ? html`<span class="at"> · ${time(view.atMs)}</span>` : nothing}
    </div>
    <p class="sentence ${size}" id="sentence">
      ${invitation ? withChips(invitation, header.nodes) : view ? sentence(view.sentence, words) : nothing}
    </p>
    <slot name="end"></slot>
  </div>`;
}

/** What to do, and what the scenario asks or begins with, if that is brief. */
function invite(about: string): string {
  const sentences = sentencesOf(about);
  const own = sentences.find((one) => one.endsWith("?")) ?? sentences[0] ?? "";
  return own === "" || own.length > BRIEF ? WELCOME : `${own} Press play.`;
}

export interface Details {
  header: Header;
  view: StepView | undefined;
  note: Note | null;
  /** Whether the note was written of another run than this one. */
  isVariant: boolean;
  /** Whether the rule is explained now. */
  isExplained: boolean;
  /** The run ends here for want of a line that says what arrives next. */
  isLeft: boolean;
  explain: (isExplained: boolean) => void;
  /** What the rule says; it may still be on its way. */
  explanation: (rule: StepView["rule"]) => unknown;
  /** Explains the words of a passage where they stand, once that is here. */
  words: InText | undefined;
  /** What the sentence rests on. */
  evidence: unknown;
}

export function details(of: Details): TemplateResult {
  const { header, view, note, isVariant, isExplained, explain, words, evidence } = of;
  const rule = view?.rule ?? null;
  const isOpen = isExplained && rule !== null;
  const closeOnEscape = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || !isExplained) return;
    event.preventDefault();
    event.stopPropagation();
    explain(false);
  };
  return html`<div class="details" part="details" @keydown=${closeOnEscape}>
    <div class="because">
      <p class="detail">
        ${of.isLeft ? "The script ends here, and messages wait: deliver them by hand, or switch Manual off. " : nothing}
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
    </div>
    <div class="grounds">
      ${evidence}
      ${
        note
          ? html`<p class="note-line ${note.isNew ? "now" : ""}">
              ${note.isNew ? nothing : html`<span class="note-step">Step ${note.step}:</span> `}${isVariant ? html`<b>Of the original:</b> ` : nothing}${withChips(note.text, header.nodes)}
            </p>`
          : nothing
      }
    </div>
  </div>`;
}

export interface Note {
  text: string;
  step: number;
  /** It belongs to the step itself, not to one before. */
  isNew: boolean;
}

/** The scenario's note that belongs to a step: its own, or that of one just before. */
export function noteAt(run: Run, step: number): Note | null {
  const notes = run.header.markers.filter((marker) => marker.kind === "note" && marker.step <= step);
  const last = notes.at(-1);
  if (!last) return null;
  const text = run.steps.at(last.step)?.note ?? last.label;
  return { text, step: last.step, isNew: last.step === step };
}
