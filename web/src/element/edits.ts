// What was done to the run by hand: taken back, done again, and the branches that came of it.

import { html, nothing, svg, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { type BranchView, isCoreError } from "../core";
import { type BranchRow, branchAxis, branchRows, shortName } from "../model/branches";
import type { Run } from "./run";

export interface EditsHost {
  undo(): void;
  redo(): void;
  reset(): void;
  /** Does what makes another run of it, and stands at the step that comes back. */
  edit(work: (run: Run) => number): void;
  /** Does what leaves the run as it is. */
  look<T>(work: (run: Run) => T): T | undefined;
  seek(step: number): void;
  /** To be drawn anew; then `after` is done with what was drawn. */
  changed(after?: (root: ParentNode) => void): void;
}

/** In pixels, as in touched.css. */
const ROW = 32;

export class Edits {
  readonly #host: EditsHost;
  /** The branch that the one at play is compared with. */
  #compared: number | null = null;
  /** The branch that gets a name, and why it can't have that one. */
  #naming: { id: number; problem: string | null } | null = null;
  /** Branches whose names somebody gave them: those are shown as they are. */
  readonly #named = new WeakMap<Run, Set<number>>();

  constructor(host: EditsHost) {
    this.#host = host;
  }

  /** Another run is at play. */
  forget(): void {
    this.#compared = null;
    this.#naming = null;
  }

  /** The line above the views. */
  bar(run: Run): TemplateResult | typeof nothing {
    const count = run.branches.length;
    if (!run.changed && !run.canUndo && !run.canRedo && count < 2) return nothing;
    const { undo, redo, reset } = this.#host;
    return html`<div class="changed" role="group" aria-label="Your changes">
      <span role="status">
        <span class="words">${run.changed ? "You changed this run." : "This run is as it was."}</span>
        ${count > 1 ? html`<button class="as-link" @click=${toBranches}>${count} branches</button>` : nothing}
      </span>
      <button class="quiet" ?disabled=${!run.canUndo} @click=${undo} title="Ctrl+Z">Undo</button>
      <button class="quiet" ?disabled=${!run.canRedo} @click=${redo} title="Ctrl+Shift+Z">Redo</button>
      <button class="quiet" @click=${reset}>Reset</button>
    </div>`;
  }

  /** The branches under the scrubber, once there are two. */
  tree(run: Run, step: number): TemplateResult | typeof nothing {
    if (run.branches.length < 2) return nothing;
    const rows = branchRows(run.branches);
    return html`<section class="card tree-card" part="branches" aria-label="Branches">
      <div class="tree">
        <svg class="tree-lines" height=${rows.length * ROW} aria-hidden="true">${this.#lines(rows, step)}</svg>
        <ul aria-label="Branches" @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
          ${repeat(
            rows,
            ({ branch }) => branch.id,
            (row) => this.#row(row, run),
          )}
        </ul>
      </div>
      ${this.#comparison(run)}
    </section>`;
  }

  #lines(rows: readonly BranchRow[], step: number): TemplateResult[] {
    const axis = branchAxis(rows);
    const x = (at: number) => `${(axis(at) * 100).toFixed(2)}%`;
    const y = (row: number) => row * ROW + ROW / 2;
    return rows.map(({ branch, from, step: left }, row) => {
      const { current, last } = branch;
      return svg`<g class=${current ? "now" : ""} @click=${() => this.#switchTo(branch)}>
        ${from === null ? nothing : svg`<line x1=${x(left)} x2=${x(left)} y1=${y(from)} y2=${y(row)} />`}
        <line x1=${x(left)} x2=${x(last)} y1=${y(row)} y2=${y(row)} />
        <line class="reach" x1=${x(left)} x2=${x(last)} y1=${y(row)} y2=${y(row)} />
        <circle cx=${x(last)} cy=${y(row)} r="3.5" />
        ${current ? svg`<circle class="here" cx=${x(step)} cy=${y(row)} r="6" />` : nothing}
      </g>`;
    });
  }

  #row({ branch, from, step }: BranchRow, run: Run): TemplateResult {
    const { id, name, current } = branch;
    const naming = this.#naming?.id === id ? this.#naming : null;
    const small = (what: string, look: string, act: () => void, expanded?: boolean) =>
      html`<button
        class="small"
        data-act=${what}
        aria-label="${what} ${name}"
        title=${what}
        aria-expanded=${expanded === undefined ? nothing : `${expanded}`}
        @click=${act}
      >
        ${look}
      </button>`;
    return html`<li class=${current ? "current" : ""} data-branch=${id}>
      ${
        naming
          ? this.#nameField(branch, naming.problem)
          : html`<button
              class="branch"
              data-act="Switch"
              aria-current=${current ? "true" : nothing}
              title=${name}
              @click=${() => this.#switchTo(branch)}
            >
              ${current ? html`<span class="mark" aria-hidden="true">▸</span>` : nothing}<span class="name" dir="auto"
                >${this.#named.get(run)?.has(id) ? name : shortName(name)}</span
              >
              ${from === null ? nothing : html`<span class="soft">from step ${step}</span>`}
            </button>`
      }
      ${
        current
          ? nothing
          : small(
              "Compare with",
              "≠",
              () => {
                this.#compared = id === this.#compared ? null : id;
                this.#host.changed();
              },
              id === this.#compared,
            )
      }
      ${small("Rename", "✎", () => this.#name(id))} ${small("Delete", "✕", () => this.#remove(id))}
    </li>`;
  }

  #switchTo({ id, current }: BranchView): void {
    if (!current) this.#host.edit((run) => run.edit((core) => core.switchTo(id)));
  }

  /** The focus goes to the branch that is at play then. */
  #remove(id: number): void {
    this.#host.edit((run) =>
      run.edit((core) => {
        core.remove(id);
        return core.position();
      }),
    );
    this.#host.changed((root) => focusOn(root, ".current .branch"));
  }

  #name(id: number): void {
    this.#naming = { id, problem: null };
    this.#host.changed((root) => root.querySelector<HTMLInputElement>(".naming input")?.select());
  }

  #nameField({ id, name }: BranchView, problem: string | null): TemplateResult {
    const done = () => {
      this.#naming = null;
      this.#host.changed((root) => focusOn(root, `[data-branch="${id}"] .branch`));
    };
    const save = (event: SubmitEvent) => {
      event.preventDefault();
      const wanted = String(new FormData(event.currentTarget as HTMLFormElement).get("name") ?? "");
      const refused = this.#host.look((run) => this.#rename(run, id, wanted)) ?? null;
      if (refused === null) done();
      else {
        this.#naming = { id, problem: refused };
        this.#host.changed();
      }
    };
    const onEscape = (event: KeyboardEvent) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopPropagation();
      done();
    };
    return html`<form class="naming" @submit=${save} @keydown=${onEscape}>
      <input
        name="name"
        aria-label="Name of the branch"
        maxlength="80"
        autocomplete="off"
        aria-invalid=${problem ? "true" : "false"}
        .value=${name}
      />
      <button class="small" aria-label="Save the name" title="Save">✓</button>
      ${problem ? html`<p class="menu-problem" role="alert">${problem}</p>` : nothing}
    </form>`;
  }

  /** Gives a branch a name. Returns why it can't have that one. */
  #rename(run: Run, id: number, name: string): string | null {
    const nameOf = () => run.branches.find((branch) => branch.id === id)?.name;
    const before = nameOf();
    const refused = rename(run, id, name);
    if (nameOf() !== before) this.#named.set(run, (this.#named.get(run) ?? new Set()).add(id));
    return refused;
  }

  /** Up and down from branch to branch; what can be done to one, by its key. */
  #onKey(event: KeyboardEvent): void {
    const button = event.target as HTMLElement;
    const row = button.closest("li");
    const act = button.dataset["act"];
    if (!row || !act || event.ctrlKey || event.metaKey || event.altKey) return;
    const id = Number(row.dataset["branch"]);
    const to = { ArrowUp: row.previousElementSibling, ArrowDown: row.nextElementSibling }[event.key];
    if (to) focusOn(to, to.querySelector(`[data-act="${act}"]`) ? `[data-act="${act}"]` : ".branch");
    else if (event.key === "F2") this.#name(id);
    else if (event.key === "Delete") this.#remove(id);
    else if (!event.key.startsWith("Arrow") || to === undefined) return;
    event.preventDefault();
    event.stopPropagation();
  }

  #comparison(run: Run): TemplateResult | typeof nothing {
    const here = run.branches.find((branch) => branch.current);
    const other = run.branches.find((branch) => branch.id === this.#compared && !branch.current);
    if (!here || !other) return nothing;
    const { step, words } = run.ask((core) => core.compare(here.id, other.id));
    return html`<p class="comparison" role="status">
      ${words}
      ${
        step === null
          ? nothing
          : html`<button class="as-link" @click=${() => this.#host.seek(step)}>Go to step ${step}</button>`
      }
    </p>`;
  }
}

/** Gives a branch a name. Returns why it can't have that one. */
function rename(run: Run, id: number, name: string): string | null {
  try {
    run.ask((core) => core.rename(id, name));
  } catch (error) {
    if (isCoreError(error)) return error.message;
    throw error;
  }
  run.lookAtEdits();
  return null;
}

function focusOn(root: ParentNode, selector: string): void {
  root.querySelector<HTMLElement>(selector)?.focus();
}

/** From the line above to the branch at play. */
function toBranches(event: Event): void {
  focusOn((event.currentTarget as HTMLElement).getRootNode() as ShadowRoot, ".tree .current .branch");
}
