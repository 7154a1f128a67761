// What stands in the player's place when there is no run: it loads, the scenario is wrong, we are.

import { html, nothing, type TemplateResult } from "lit";
import { isCoreError, type View } from "../core";
import { icons } from "./icons";
import { CoreDeath } from "./run";

export function loading(isLoading: boolean): TemplateResult {
  return html`<div class="card notice" role="status">
    ${isLoading ? "Loading the core…" : "Nothing to play: no scenario was given."}
  </div>`;
}

/** The scenario is wrong, or we are. */
export function errorCard(error: Error, restart: () => void): TemplateResult {
  return error instanceof CoreDeath ? reportCard(error, restart) : problemCard(error);
}

function problemCard(error: Error): TemplateResult {
  const known = isCoreError(error) ? error : null;
  return html`<div class="card notice" role="alert" part="error">
    <h2>This scenario can’t be played</h2>
    <p>
      ${known?.line ? html`<span class="place">line ${known.line}, column ${known.column ?? 1}</span> ` : nothing}${
        error.message
      }
    </p>
    ${known?.expected ? html`<p class="soft">Expected: ${known.expected}</p>` : nothing}
    ${known?.hint ? html`<p class="soft">${known.hint}</p>` : nothing}
    <slot name="error"></slot>
  </div>`;
}

function reportCard(error: CoreDeath, restart: () => void): TemplateResult {
  const select = (event: Event) => (event.target as HTMLTextAreaElement).select();
  return html`<div class="card notice" role="alert" part="error">
    <h2>The core stopped: this is our bug, not yours</h2>
    <p>It said “${error.message}”. Your scenario is kept; starting again opens it.</p>
    <button class="primary" @click=${restart}>Start again</button>
    ${
      error.scenario === ""
        ? nothing
        : html`<label class="kept"
            >The scenario, for a report
            <textarea readonly rows="8" .value=${error.scenario} @focus=${select}></textarea>
          </label>`
    }
  </div>`;
}

/** A view's name, and the button that shows it alone, or all of them again. */
export function viewHead(
  view: View,
  name: string,
  isAlone: boolean,
  toggle: ((view: View) => void) | null,
): TemplateResult {
  return html`<div class="card-name" aria-hidden="true">${name}</div>
    ${
      toggle
        ? html`<button
            class="alone"
            aria-pressed=${isAlone ? "true" : "false"}
            aria-label="${name} alone"
            title=${isAlone ? "All views" : "This view alone"}
            @click=${() => toggle(view)}
          >
            ${isAlone ? icons.all : icons.alone}
          </button>`
        : nothing
    }`;
}

const KEYS: readonly [keys: readonly string[], does: string][] = [
  [["Space", "k"], "play or pause"],
  [["←", "→"], "one step back, one step on"],
  [["Home", "End"], "to the start, to the end"],
  [["n"], "play to the next event: a fault, a leader, a value chosen, a note"],
  [["Tab"], "to the nodes and messages under the stage"],
  [["Enter"], "what can be done to one of them"],
  [["Esc"], "close a menu"],
  [["Ctrl+Z", "Ctrl+Shift+Z"], "take a change back, do it again"],
  [["?"], "this list"],
];

export function keysDialog(): TemplateResult {
  return html`<dialog id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">Keys</h2>
    <dl>
      ${KEYS.map(
        ([keys, does]) =>
          html`<div>
            <dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt>
            <dd>${does}</dd>
          </div>`,
      )}
    </dl>
    <form method="dialog"><button class="primary">Close</button></form>
  </dialog>`;
}
