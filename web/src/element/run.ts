// One run of the core, as the element uses it: what is asked twice is kept, and a core that died is
// told apart from a scenario that is wrong.

import {
  type ActionView,
  type BranchView,
  type DiagnosisView,
  type EvidenceView,
  type ExpectationView,
  type Figure,
  type Header,
  isCoreDeath,
  type OutcomeView,
  Playground,
  type PointView,
  type StateView,
  type Things,
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
/** Of so many steps is kept what they rest on. */
const KEPT_STEPS = 64;

/** What the scenario expects of the run, and what kept it from getting on. */
export interface Conclusions {
  expectations: ExpectationView[];
  diagnoses: DiagnosisView[];
}

/** A scenario's text, and its slug where it is one that ships. */
export type Origin = { slug: string; text: string } | { text: string };

export class Run {
  readonly origin: Origin;
  readonly #core: Playground;
  #header: Header;
  #steps: Steps;
  #text: string;
  #things: { step: number; things: Things } | null = null;
  #state: StateView | null = null;
  #conclusions: Conclusions | null = null;
  #actions: { step: number; actions: ActionView[] } | null = null;
  /** The text as it was opened. */
  readonly #first: string;
  readonly #evidence = new Map<number, readonly EvidenceView[]>();
  #edits: { branches: BranchView[]; canUndo: boolean; canRedo: boolean } | null = null;

  private constructor(origin: Origin, core: Playground) {
    this.origin = origin;
    this.#core = core;
    // Those that ship are written as the core writes them.
    this.#text = "slug" in origin ? origin.text : core.scenario();
    this.#first = this.#text;
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

  /** What can be touched. */
  things(step: number): Things {
    if (this.#things?.step !== step) {
      const things = this.#alive(() => {
        this.#at(step);
        return this.#core.things();
      });
      this.#things = { step, things };
    }
    return this.#things.things;
  }

  /** Whether the run ends at this step for want of somebody who says what arrives next. */
  isLeft(step: number): boolean {
    if (step < this.#header.stepCount) return false;
    const { held, messages } = this.things(step);
    return held && messages.length > 0;
  }

  /** Of the whole run. */
  get conclusions(): Conclusions {
    this.#conclusions ??= this.#alive(() => {
      return { expectations: this.#core.expectations(), diagnoses: this.#core.diagnoses() };
    });
    return this.#conclusions;
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

  /** What the facts of a step rest on. */
  evidence(step: number): readonly EvidenceView[] {
    let evidence = this.#evidence.get(step);
    if (!evidence) {
      evidence = this.#alive(() => this.#core.evidence(step));
      if (this.#evidence.size >= KEPT_STEPS) this.#evidence.clear();
      this.#evidence.set(step, evidence);
    }
    return evidence;
  }

  /** What happened in these steps, to point at. */
  trace(steps: readonly number[]): PointView[] {
    return this.#alive(() => this.#core.trace(Uint32Array.from(steps)));
  }

  /** The step that sent a message. */
  sentIn(message: number): number {
    return this.#alive(() => this.#core.sentIn(message));
  }

  /** It is not what was opened. */
  get changed(): boolean {
    return this.#text !== this.#first;
  }

  /** The variants of the run, the oldest first. */
  get branches(): readonly BranchView[] {
    return this.#editing.branches;
  }

  get canUndo(): boolean {
    return this.#editing.canUndo;
  }

  get canRedo(): boolean {
    return this.#editing.canRedo;
  }

  // Asked for once somebody has touched the run: until then nothing of it is there.
  get #editing(): { branches: BranchView[]; canUndo: boolean; canRedo: boolean } {
    this.#edits ??= { branches: [], canUndo: false, canRedo: false };
    return this.#edits;
  }

  /** Does `action` at `step`; what came after is computed anew. Returns the first new step. */
  inject(step: number, action: string): number {
    return this.edit(() => {
      this.#at(step);
      return this.#core.inject(action);
    });
  }

  /** Takes the last change back. Returns the step where it was made. */
  undo(): number {
    return this.edit(() => {
      this.#core.undo();
      return this.#core.position();
    });
  }

  /** Does again what was taken back last. */
  redo(): number {
    return this.edit(() => {
      this.#core.redo();
      return this.#core.position();
    });
  }

  /** Asks the core for what few want to know; `step`: where it is to stand. */
  ask<T>(work: (core: Playground) => T, step: number | null = null): T {
    return this.#alive(() => {
      if (step !== null) this.#at(step);
      return work(this.#core);
    });
  }

  /** The payload of this run's link; short, where it is an edit of what `named` is. */
  link(step: number, named: { slug: string; text: string } | null): string {
    return this.#alive(() =>
      this.#core.encodeLink(step > 0 ? step : null, named?.slug ?? null, named?.text ?? null),
    );
  }

  outcome(): OutcomeView {
    return this.#alive(() => this.#core.outcome());
  }

  /** The run as a scenario that expects what happened, and as a Rust test. */
  exported(as: "scenario" | "test"): string {
    return this.#alive(() => (as === "scenario" ? this.#core.asScenario() : this.#core.asTest()));
  }

  /** A view as a file of its own, at a step; the sequence diagram is of the whole run. */
  svg(view: View, step: number, width: number): string {
    return this.#alive(() => {
      this.#at(step);
      return this.#core.svg(view, width);
    });
  }

  get textDiagram(): string {
    return this.#alive(() => this.#core.textDiagram());
  }

  /** Does what makes another run of it; `work` returns the step to stand at. */
  edit(work: (core: Playground) => number): number {
    return this.#alive(() => {
      const step = work(this.#core);
      this.#text = this.#core.scenario();
      this.#header = this.#core.header();
      this.#steps = this.#newSteps();
      this.#things = null;
      this.#evidence.clear();
      this.#state = null;
      this.#conclusions = null;
      this.#actions = null;
      this.lookAtEdits();
      return step;
    });
  }

  /** Something changed about the branches, and not about the run. */
  lookAtEdits(): void {
    const [canUndo, canRedo] = [this.#core.canUndo(), this.#core.canRedo()];
    this.#edits = { branches: this.#core.branches(), canUndo, canRedo };
  }

  /** Somebody may play it again: it is not let go when another one takes its place. */
  isKept = false;

  free(): void {
    if (this.isKept) return;
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
