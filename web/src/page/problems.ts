// What went wrong, for a person: a text that is no scenario, a core that can't be loaded or that died.

import { html, type TemplateResult } from "lit";
import { type CoreError, isCoreError } from "../core";
import { CoreDeath } from "../element/run";
import type { TextProblem } from "./text";

export function problemOf(error: unknown): TextProblem {
  const known: CoreError | null = isCoreError(error) ? error : null;
  return {
    line: known?.line ?? null,
    column: known?.column ?? null,
    message: error instanceof Error ? error.message : String(error),
    expected: known?.expected ?? null,
    hint: known?.hint ?? null,
  };
}

export function failureCard(error: Error): TemplateResult {
  const isDeath = error instanceof CoreDeath;
  return html`<div class="card notice" role="alert">
    <h1>${isDeath ? "The core stopped: this is our bug, not yours" : "The core could not be loaded"}</h1>
    <p>${error.message}</p>
    <p>${isDeath ? "Your scenario is kept; starting again opens it." : "Is the network there? This page needs WebAssembly."}</p>
    <button class="button primary" @click=${() => location.reload()}>Start again</button>
    ${isDeath ? html`<pre tabindex="0">${error.scenario}</pre>` : ""}
  </div>`;
}

/** The result, or nothing where the core is dead: the player shows the report then. */
export function alive<T>(work: () => T): T | null {
  try {
    return work();
  } catch {
    return null;
  }
}
