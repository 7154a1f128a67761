// What was done to the run by hand: taken back, done again, and the branches that came of it.

import { html, nothing, type TemplateResult } from "lit";
import type { Run } from "./run";

export interface EditsHost {
  undo(): void;
  redo(): void;
  reset(): void;
  switchTo(branch: number): void;
  remove(branch: number): void;
  /** Compares the branch at play with another, or no more. */
  compare(branch: number | null): void;
  seek(step: number): void;
}

/** `compared`: the branch that the one at play is compared with. */
export function editsBar(
  run: Run,
  compared: number | null,
  host: EditsHost,
): TemplateResult | typeof nothing {
  if (!run.changed && !run.canUndo && !run.canRedo && run.branches.length < 2) return nothing;
  return html`<div class="changed" role="group" aria-label="Your changes">
    <span role="status">${run.changed ? "You changed this run." : "This run is as it was."}</span>
    <button class="quiet" ?disabled=${!run.canUndo} @click=${host.undo} title="Ctrl+Z">Undo</button>
    <button class="quiet" ?disabled=${!run.canRedo} @click=${host.redo} title="Ctrl+Shift+Z">Redo</button>
    <button class="quiet" @click=${host.reset}>Reset</button>
    ${run.branches.length > 1 ? branchList(run, compared, host) : nothing}
  </div>`;
}

function branchList(run: Run, compared: number | null, host: EditsHost): TemplateResult {
  const here = run.branches.find((branch) => branch.current);
  const other = run.branches.find((branch) => branch.id === compared && !branch.current);
  return html`<ul class="branches" aria-label="Branches">
      ${run.branches.map(
        ({ id, name, parent, current }) =>
          html`<li class=${current ? "current" : ""}>
            <button aria-pressed=${current ? "true" : "false"} @click=${() => !current && host.switchTo(id)}>
              ${name}${parent ? html` <span class="soft">from step ${parent.step}</span>` : nothing}
            </button>
            ${
              current
                ? nothing
                : html`<button
                      class="small"
                      aria-expanded=${id === compared ? "true" : "false"}
                      aria-label="Compare with ${name}"
                      title="Compare"
                      @click=${() => host.compare(id === compared ? null : id)}
                    >
                      ≠
                    </button>
                    <button class="small" aria-label="Delete ${name}" title="Delete" @click=${() => host.remove(id)}>
                      ✕
                    </button>`
            }
          </li>`,
      )}
    </ul>
    ${here && other ? comparison(run, here.id, other.id, host) : nothing}`;
}

function comparison(run: Run, here: number, other: number, host: EditsHost): TemplateResult {
  const { step, words } = run.compare(here, other);
  return html`<p class="comparison" role="status">
    ${words}
    ${step === null ? nothing : html`<button class="as-link" @click=${() => host.seek(step)}>Go to step ${step}</button>`}
  </p>`;
}
