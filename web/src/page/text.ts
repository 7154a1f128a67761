// The scenario as text, to read, change and play.

import { html, nothing, type TemplateResult } from "lit";
import { copied } from "./copy";
import { fileButton } from "./file";

export interface TextProblem {
  line: number | null;
  column: number | null;
  message: string;
  expected: string | null;
  hint: string | null;
}

export interface TextState {
  text: string;
  isDraft: boolean;
  /** The title of the run that a draft was written over, where another is played now. */
  over: string | null;
  problem: TextProblem | null;
  hash: string;
}

export interface TextHost {
  edit(text: string): void;
  apply(): void;
  revert(): void;
  say(text: string): void;
  openFile(file: File): void;
  /** As a file. */
  save(): void;
}

export function scenarioPanel(
  { text, isDraft, over, problem, hash }: TextState,
  host: TextHost,
): TemplateResult {
  const copyText = async () => host.say(await copied(text, "Scenario text copied"));
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    host.apply();
  };
  return html`<section class="card panel text-panel" aria-labelledby="text-title">
    <h2 id="text-title">Scenario</h2>
    <textarea
      id="scenario"
      aria-label="Scenario text"
      aria-invalid=${problem ? "true" : "false"}
      aria-describedby="text-problem"
      spellcheck="false"
      autocomplete="off"
      autocapitalize="off"
      wrap="off"
      rows="12"
      .value=${text}
      @input=${(event: Event) => host.edit((event.target as HTMLTextAreaElement).value)}
      @keydown=${onKey}
    ></textarea>
    <div id="text-problem" class="text-problem" role="status">${problem ? problemText(problem) : nothing}</div>
    ${
      isDraft && over !== null
        ? html`<p class="over" role="status">
            You wrote this over “<span dir="auto">${over}</span>”, and it is not played. Revert shows the text of this run.
          </p>`
        : nothing
    }
    <div class="text-buttons">
      <button class="button primary" @click=${host.apply}>Apply</button>
      ${isDraft ? html`<button class="button" @click=${host.revert}>Revert</button>` : nothing}
      <button class="button" @click=${copyText}>Copy</button>
      <button class="button" @click=${host.save}>Save</button>
      ${fileButton(host.openFile)}
      <span class="hash" title="The hash of this run's whole history: equal runs have equal hashes">run ${hash}</span>
    </div>
  </section>`;
}

function problemText({ line, column, message, expected, hint }: TextProblem): TemplateResult {
  return html`<p class="wrong">
      ${
        line === null
          ? nothing
          : html`<button class="place" title="Go there" @click=${() => goTo(line, column ?? 1)}>
              line ${line}, column ${column ?? 1}
            </button>`
      }
      ${message}
    </p>
    ${expected ? html`<p>Expected: ${expected}</p>` : nothing} ${hint ? html`<p>${hint}</p>` : nothing}`;
}

function goTo(line: number, column: number): void {
  const area = document.querySelector<HTMLTextAreaElement>("#scenario");
  if (!area) return;
  const lines = area.value.split("\n");
  const before = lines.slice(0, line - 1).reduce((sum, one) => sum + one.length + 1, 0);
  const start = before + [...(lines[line - 1] ?? "")].slice(0, column - 1).join("").length;
  const end = before + (lines[line - 1]?.length ?? 0);
  area.focus();
  area.setSelectionRange(start, Math.max(start, end));
}
