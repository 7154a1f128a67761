// What somebody brings to the page by paste, drop or file is opened. What was there before is kept, with its
// branches and with what was written and not played yet: one click leads back, and back again.

import { html, nothing, type TemplateResult } from "lit";
import { check } from "../core";
import { wholeCore } from "../core/load";
import type { PaxosPlayer } from "../element";
import type { Run } from "../element/run";
import css from "./brought.css?inline";
import type { Given } from "./given";
import { heldBy } from "./held";
import { styled } from "./styled";
import type { TextProblem } from "./text";

styled(css);

/** Of a scenario's text, in bytes. */
const MAX_LENGTH = 64 * 1024;

/** What a person wrote and did not play yet, and the scenario of the gallery that they began with. */
export interface Writing {
  draft: string | null;
  problem: TextProblem | null;
  named: { slug: string; text: string } | null;
  /** The link's run came out otherwise where it was made. */
  otherwise: boolean;
}

export interface BroughtHost {
  readonly player: PaxosPlayer;
  openLink(payload: string): Promise<boolean>;
  openSlug(slug: string, step: number): Promise<boolean>;
  openText(text: string): Promise<boolean>;
  writing(): Writing;
  /** Shows the run, with this as what is written, in place of any card. */
  write(writing: Writing): void;
  /** To the text under the player. */
  showText(): void;
  say(text: string): void;
  changed(): void;
}

/** How it was before. */
interface Before {
  run: Run;
  step: number;
  writing: Writing;
}

type Came = "opened" | "as a draft" | "refused" | "back";

export class Brought {
  readonly #host: BroughtHost;
  #before: Before | null = null;
  #how: Given["how"] = "pasted";
  #came: Came = "opened";
  #isOpening = false;
  /** The text that came the last time. */
  #brought: string | null = null;

  constructor(host: BroughtHost) {
    this.#host = host;
    host.player.addEventListener("runchange", (event) => {
      const { reason } = (event as CustomEvent<{ reason: string }>).detail;
      if (reason === "open" && !this.#isOpening) this.#movedOn();
    });
  }

  async take({ how, file, text }: Given): Promise<void> {
    if ((file?.size ?? text.length) > MAX_LENGTH) {
      this.#host.say(`${file?.name ?? `What you ${how}`} is too long for a scenario`);
      return;
    }
    let given = text;
    try {
      // A folder is a file that can't be read.
      if (file) given = await file.text();
      await wholeCore();
    } catch (error) {
      this.#host.say(error instanceof Error ? error.message : String(error));
      return;
    }
    const now = this.#now();
    // What came the last time and nobody touched since is no loss: somebody's own work before it stays kept.
    if (!this.#before || !isOwn(this.#before) || !this.#isAsItCame(now)) this.#keep(now);
    this.#how = how;
    this.#isOpening = true;
    this.#came = await this.#open(given);
    this.#isOpening = false;
    const { player, writing } = this.#host;
    this.#brought = this.#came === "opened" ? (player.run?.scenario ?? null) : writing().draft;
    this.#host.changed();
  }

  /** Whether that is what came the last time, and nothing else. */
  #isAsItCame(now: Before | null): boolean {
    switch (this.#came) {
      case "opened":
        return now !== null && now.writing.draft === null && now.run.scenario === this.#brought;
      case "as a draft":
        return now !== null && now.writing.draft === this.#brought;
      case "refused":
      case "back":
        return false;
    }
  }

  async #open(given: string): Promise<Came> {
    const host = this.#host;
    const held = heldBy(given, (text) => check(text) === null, new URL(location.href));
    switch (held.kind) {
      case "link":
        return this.#opened(await host.openLink(held.payload));
      case "slug":
        return this.#opened(await host.openSlug(held.slug, held.step));
      case "text": {
        const isOpen = await host.openText(held.text);
        const now = host.writing();
        // What somebody brought is no variant of what was there.
        if (isOpen) host.write({ ...now, draft: null, named: null });
        if (isOpen) return "opened";
        if (host.player.run) host.write({ ...now, draft: held.text });
        else host.say(now.problem?.message ?? "This is no scenario.");
        return "as a draft";
      }
    }
  }

  /** What was written before is kept with the run that it was written over. */
  #opened(isOpen: boolean): Came {
    if (isOpen) this.#host.write({ ...this.#host.writing(), draft: null, problem: null });
    return isOpen ? "opened" : "refused";
  }

  /** What there is to go back to, and the way there. */
  notice(): TemplateResult | typeof nothing {
    const { problem, draft } = this.#host.writing();
    const before = this.#before;
    const isDraft = this.#came === "as a draft" && problem !== null && draft !== null;
    if (!before || (this.#came === "as a draft" && !isDraft && before.writing.draft === null)) return nothing;
    const what = isDraft
      ? html`What you ${this.#how} is no scenario yet: ${problem.message}.`
      : this.#came === "opened"
        ? html`You ${this.#how} this run.`
        : this.#came === "refused"
          ? html`What you ${this.#how} can’t be opened.`
          : html`What was here before is kept.`;
    const hasLeft =
      this.#came === "refused" || before.run !== this.#host.player.run || before.writing.draft !== null;
    return html`<div class="brought" role="status">
      <span>${what}</span>
      ${isDraft ? html`<button class="button" @click=${() => this.#host.showText()}>Show the text</button>` : nothing}
      ${hasLeft ? html`<button class="button" @click=${() => this.#back()}>${wayBack(before)}</button>` : nothing}
      <button class="as-link" aria-label="Close this notice" @click=${() => this.#forget()}>Close</button>
    </div>`;
  }

  /** To what was before; what is here now is kept in its place. */
  #back(): void {
    const before = this.#before;
    if (!before) return;
    const { player } = this.#host;
    this.#keep(this.#now(), before.run);
    this.#isOpening = true;
    if (player.run !== before.run) player.show(before.run, before.step);
    this.#isOpening = false;
    before.run.isKept = this.#before?.run === before.run;
    this.#came = "back";
    this.#host.write(before.writing);
  }

  #now(): Before | null {
    const { player } = this.#host;
    return player.run && { run: player.run, step: player.step, writing: this.#host.writing() };
  }

  /** Keeps this in place of what was kept; that run goes, unless it is `unless`. */
  #keep(next: Before | null, unless: Run | null = null): void {
    const old = this.#before?.run;
    this.#before = next;
    if (next) next.run.isKept = true;
    if (!old || old === next?.run || old === unless) return;
    old.isKept = false;
    if (old !== this.#host.player.run) old.free();
  }

  #forget(): void {
    this.#keep(null);
    this.#host.changed();
  }

  /** Something else was opened: what is somebody's own work stays within reach. */
  #movedOn(): void {
    const before = this.#before;
    if (!before) return;
    if (isOwn(before)) this.#came = "back";
    else this.#keep(null);
  }
}

/** Whether it is more than a scenario that ships. */
function isOwn({ run, writing }: Before): boolean {
  return writing.draft !== null || run.changed || !("slug" in run.origin);
}

function wayBack({ run, writing }: Before): TemplateResult {
  return writing.draft === null
    ? html`Back to “<span dir="auto">${run.header.title}</span>”`
    : html`Back to what you had written`;
}
