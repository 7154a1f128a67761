// The steps of a run in blocks, fetched when needed and kept: a run may have a million.

import type { StepView } from "../core";

const BLOCK = 128;
const KEPT_BLOCKS = 64;

export type FetchSteps = (from: number, to: number) => StepView[];

export class Steps {
  readonly stepCount: number;
  readonly #fetch: FetchSteps;
  readonly #folded: Uint8Array;
  readonly #blocks = new Map<number, StepView[]>();

  /** `folded` has a 1 for each step that is folded. */
  constructor(stepCount: number, fetch: FetchSteps, folded: Uint8Array) {
    this.stepCount = stepCount;
    this.#fetch = fetch;
    this.#folded = folded;
  }

  at(step: number): StepView | undefined {
    if (step < 0 || step > this.stepCount) return undefined;
    const number = Math.floor(step / BLOCK);
    let block = this.#blocks.get(number);
    if (!block) {
      const from = number * BLOCK;
      block = this.#fetch(from, Math.min(this.stepCount, from + BLOCK - 1));
      if (this.#blocks.size >= KEPT_BLOCKS) {
        const oldest = this.#blocks.keys().next();
        if (!oldest.done) this.#blocks.delete(oldest.value);
      }
      this.#blocks.set(number, block);
    }
    return block.find((view) => view.step === step);
  }

  range(from: number, to: number): StepView[] {
    const views: StepView[] = [];
    for (let step = Math.max(0, from); step <= Math.min(this.stepCount, to); step += 1) {
      const view = this.at(step);
      if (view) views.push(view);
    }
    return views;
  }

  /** The first step after `step` that is not folded; the last step if there is none. */
  next(step: number): number {
    const next = this.#folded.indexOf(0, step + 1);
    return next < 0 ? this.stepCount : Math.min(next, this.stepCount);
  }

  /** The last step before `step` that is not folded; 0 if there is none. */
  previous(step: number): number {
    return step <= 0 ? 0 : Math.max(0, this.#folded.lastIndexOf(0, step - 1));
  }
}
