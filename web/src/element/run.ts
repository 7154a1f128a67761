// One run of the core, as the element uses it: what is asked twice is kept, and a core that died is
// told apart from a scenario that is wrong.

import {
  type ActionView,
  type Figure,
  type Header,
  isCoreDeath,
  Playground,
  type StateView,
  type View,
  type Window,
} from "../core";
import { Steps } from "../model/steps";

/** The core died: its instance can't be used again. The text is what the person was playing. */
export class CoreDeath extends Error {
  readonly scenario: string;

  constructor(scenario: string, cause: unknown) {
    super(cause instanceof Error ? cause.message : String(cause), { cause });
    this.name = "CoreDeath";
    this.scenario = scenario;
  }
}

/** The core lays out nothing narrower. */
const MIN_WIDTH = 240;

/** A scenario's text, and its slug where it is one that ships. */
export type Origin = { slug: string; text: string } | { text: string };

export class Run {
  readonly origin: Origin;
  readonly #core: Playground;
  #header: Header;
  #steps: Steps;
  #text: string;
  #state: StateView | null = null;
  #actions: { step: number; actions: ActionView[] } | null = null;
  /** Something was done to this run by hand. */
  changed = false;

  private constructor(origin: Origin, core: Playground) {
    this.origin = origin;
    this.#core = core;
    this.#text = core.scenario();
    this.#header = core.header();
    this.#steps = this.#newSteps();
  }

  /** Throws a CoreError where the scenario is wrong, a CoreDeath where we are. */
  static open(origin: Origin): Run {
    return alive(origin.text, () => new Run(origin, Playground.open(origin.text)));
  }

  get header(): Header {
    return this.#header;
  }

  get steps(): Steps {
    return this.#steps;
  }

  /** The text that reproduces this very run, with what was done to it. */
  get scenario(): string {
    return this.#text;
  }

  state(step: number): StateView {
    if (this.#state?.step !== step) {
      this.#state = this.#alive(() => {
        this.#at(step);
        return this.#core.state();
      });
    }
    return this.#state;
  }

  actions(step: number): ActionView[] {
    if (this.#actions?.step !== step) {
      const actions = this.#alive(() => {
        this.#at(step);
        return this.#core.actions();
      });
      this.#actions = { step, actions };
    }
    return this.#actions.actions;
  }

  figure(view: View, width: number, window: Window, slot: number | null = null): Figure {
    return this.#alive(() => this.#core.figure(view, Math.max(MIN_WIDTH, width), window, slot));
  }

  /** Does `action` at `step`; what came after is computed anew. Returns the first new step. */
  inject(step: number, action: string): number {
    return this.#alive(() => {
      this.#at(step);
      const at = this.#core.inject(action);
      this.#text = this.#core.scenario();
      this.#header = this.#core.header();
      this.#steps = this.#newSteps();
      this.#state = null;
      this.#actions = null;
      this.changed = true;
      return at;
    });
  }

  free(): void {
    try {
      this.#core.free();
    } catch {
      // A dead core can't be freed; its memory goes with the page.
    }
  }

  #at(step: number): void {
    if (this.#core.position() !== step) this.#core.seek(step);
  }

  #newSteps(): Steps {
    const fetch = (from: number, to: number) => this.#alive(() => this.#core.steps(from, to));
    return new Steps(this.#header.stepCount, fetch, this.#core.folded());
  }

  #alive<T>(work: () => T): T {
    return alive(this.#text, work);
  }
}

function alive<T>(scenario: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (isCoreDeath(error)) throw new CoreDeath(scenario, error);
    throw error;
  }
}
