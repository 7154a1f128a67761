// What lies below the fold: it is brought once it comes into sight, or once somebody touches the page, and
// where that fails, its place says so.

import { html, nothing, type TemplateResult } from "lit";
import { coreIsWhole, whenCoreIsWhole, wholeCore } from "../core/load";

export const MISSING = "A part of the page could not be fetched. Is the network there?";

export class Below {
  readonly #bring: () => Promise<unknown>;
  readonly #changed: () => void;
  readonly #watched = new WeakSet<Element>();
  #why: string | null = null;
  #isComing = false;
  readonly #sight = new IntersectionObserver((entries) => {
    if (entries.some(({ isIntersecting }) => isIntersecting)) this.bring();
  });

  /** `bring` fetches what is needed besides a whole core, or that; `changed` is told when it came, or could not. */
  constructor(bring: () => Promise<unknown>, changed: () => void) {
    this.#bring = bring;
    this.#changed = changed;
    // Whoever brought it.
    whenCoreIsWhole(() => this.bring());
  }

  watch(part: Element): void {
    if (coreIsWhole() || this.#watched.has(part)) return;
    this.#watched.add(part);
    this.#sight.observe(part);
  }

  bring(): void {
    if (this.#isComing) return;
    this.#isComing = true;
    this.#bring()
      .then(
        () => {
          this.#why = null;
          this.#sight.disconnect();
        },
        (error: unknown) => {
          this.#why = error instanceof Error ? error.message : String(error);
        },
      )
      .finally(() => {
        this.#isComing = false;
        this.#changed();
      });
  }

  /** In the place of what could not be fetched. */
  missing(): TemplateResult | typeof nothing {
    if (this.#why === null) return nothing;
    return html`<p class="soft missing" role="alert">
      ${this.#why} <button class="quiet button" @click=${() => this.bring()}>Try again</button>
    </p>`;
  }
}

export type Touched = typeof import("./touched");

/** What a player needs once somebody touches it: the whole core, and the code of menus, keys and explanations. */
export class OnTouch extends Below {
  #part: Touched | null = null;

  constructor(changed: () => void) {
    super(() => this.#fetch(), changed);
  }

  /** The code, if it is here. */
  get part(): Touched | null {
    return this.#part;
  }

  async #fetch(): Promise<Touched> {
    const whole = wholeCore();
    whole.catch(() => undefined);
    try {
      this.#part = await import("./touched");
    } catch (error) {
      throw new Error(MISSING, { cause: error });
    }
    await whole;
    return this.#part;
  }

  /** What one player has of it, made once it is here. */
  own<T>(make: (part: Touched) => T): () => T | undefined {
    let own: T | undefined;
    return () => {
      if (this.#part) own ??= make(this.#part);
      return own;
    };
  }

  /** Does `work` with both: at once where they are here. `refused` where they can't be fetched. */
  with(work: (part: Touched) => void, refused: (why: Error) => void): void {
    if (this.#part && coreIsWhole()) work(this.#part);
    else void this.#fetch().then(work, refused);
  }
}
