// What stands above the player: the scenario's title, what it is about, and what is not as it should be.

import { html, nothing, type TemplateResult } from "lit";
import type { Header } from "../core";
import { withChips } from "../element/words";
import { brokenRules } from "./rules";

export interface Intro {
  header: Header;
  /** What was changed of the scenario whose title it has; null: nothing, "": that isn't known yet. */
  changes: string | null;
  /** Whether there is a way back from here to how it was written. */
  hasOriginal: boolean;
  /** Whether all that it is about is shown where there is little room. */
  isRead: boolean;
  /** The link's run came out otherwise where it was made. */
  isOtherwise: boolean;
  /** A rule that was switched off, and the run goes the same way. */
  idleRule: string | null;
}

export interface IntroHost {
  /** Opens the scenario as it was written. */
  toOriginal(): void;
  switchOn(rule: string): void;
  readOn(): void;
}

/** Shorter ones have room on a phone. In characters. */
const SHORT = 90;
/** Longer ones would push the figures out of the window of a laptop. In characters. */
const LONG = 400;

export function intro(of: Intro, host: IntroHost): TemplateResult {
  const { header, changes, hasOriginal, isOtherwise } = of;
  const { title, problem, bound, stepCount } = header;
  return html`<div class="intro">
    <h1 dir="auto">${title}</h1>
    ${changes === null ? nothing : html`<span class="tag">changed</span>`}
    ${
      changes
        ? html`<p class="variant">
            Changed: ${changes}
            ${hasOriginal ? html`<button class="as-link" @click=${host.toOriginal}>As it was written</button>` : nothing}
          </p>`
        : nothing
    }
    ${about(of, host)}
    ${
      isOtherwise
        ? html`<p class="stopped" role="status">
            This run came out otherwise where the link was made: by an earlier version, most likely.
          </p>`
        : nothing
    }
    ${brokenRules(header, of.idleRule, host.switchOn)}
    ${
      problem
        ? html`<p class="stopped" role="alert">
            The run stops here: line ${problem.line}, ${problem.message}. ${problem.hint ?? ""}
          </p>`
        : nothing
    }
    ${bound ? html`<p class="stopped" role="alert">The run stops at step ${stepCount}: ${bound}.</p>` : nothing}
  </div>`;
}

/** What the scenario shows; of one that was changed it is folded, since it need not be true of the run. */
function about({ header, changes, isRead }: Intro, host: IntroHost): TemplateResult | typeof nothing {
  const { description, nodes } = header;
  if (!description) return nothing;
  const isShort = description.length < SHORT;
  const length = description.length > LONG ? "long" : "";
  const lede = html`<p class="lede ${isShort || isRead ? "" : "cut"} ${length}" dir="auto">${withChips(description, nodes)}</p>`;
  if (changes !== null)
    return html`<details class="original"><summary>What the original shows</summary>${lede}</details>`;
  return isShort || isRead
    ? lede
    : html`${lede}<button class="as-link read-on" aria-expanded="false" @click=${host.readOn}>Read on</button>`;
}
