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
  return html`<div class="card-name"><paxos-term word="the ${view}">${name}</paxos-term></div>
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
