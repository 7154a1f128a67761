// One view alone: it has the whole window, with the transport, until somebody leaves it.

import type { View } from "../core";

export class Alone {
  readonly #player: HTMLElement & { requestUpdate(): void };
  readonly #states: CustomStateSet;
  #view: View | null = null;

  constructor(player: HTMLElement & { requestUpdate(): void }) {
    this.#player = player;
    this.#states = player.attachInternals().states;
  }

  /** The view that is alone, if it is one of these. */
  among(offered: readonly View[]): View | null {
    return this.#view !== null && offered.includes(this.#view) ? this.#view : null;
  }

  /** Shows this one alone, or all again. */
  toggle(view: View): void {
    this.#set(this.#view === view ? null : view);
  }

  /** Shows all again; returns the view that was alone. */
  leave(): View | null {
    const view = this.#view;
    if (view) this.#set(null);
    return view;
  }

  #set(view: View | null): void {
    this.#view = view;
    if (view) this.#states.add("large");
    else this.#states.delete("large");
    this.#player.requestUpdate();
  }

  /** For the document: what has the focus is not to be under the one view. */
  readonly onFocus = (event: FocusEvent): void => {
    if (!event.composedPath().includes(this.#player)) this.leave();
  };
}
