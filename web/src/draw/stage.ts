// The stage: the figure at the playhead, and between two steps what travels from one to the other.

import type { Figure } from "../core";
import { between, FigureView } from "./figure";

/** Figures of so many steps are kept: what is shown takes two. */
const KEPT = 8;

export type FigureAt = (step: number) => Figure;

export class StageView extends FigureView {
  #cache = new Map<number, Figure>();
  #figureAt: FigureAt;
  #shown = "";

  constructor(figureAt: FigureAt) {
    super("stage");
    this.#figureAt = figureAt;
  }

  /** The run or the width changed: everything is asked anew. */
  reset(): void {
    this.#cache.clear();
    this.#shown = "";
  }

  show(position: number): void {
    const from = Math.floor(position + 1e-9);
    const onStep = position - from < 1e-6;
    const shown = onStep ? `${from}` : `${from}+`;
    if (shown === this.#shown) {
      this.move(position);
      return;
    }
    this.#shown = shown;
    const figure = this.#at(from);
    this.frame(0, 0, figure.width, figure.height);
    this.draw(onStep ? figure.shapes : between(figure, this.#at(from + 1)), position);
  }

  /** Computes a figure that will be shown soon. */
  prepare(step: number): void {
    this.#at(step);
  }

  #at(step: number): Figure {
    let figure = this.#cache.get(step);
    if (!figure) {
      const [oldest] = this.#cache.keys();
      if (oldest !== undefined && this.#cache.size >= KEPT) this.#cache.delete(oldest);
      figure = this.#figureAt(step);
      this.#cache.set(step, figure);
    }
    return figure;
  }
}
