// The ledger and the board: figures of one step, in which nothing travels.

import type { Figure } from "../core";
import { FigureView } from "./figure";

export class TableView extends FigureView {
  readonly #figureAt: (step: number) => Figure;
  #shown = -1;

  constructor(name: string, figureAt: (step: number) => Figure) {
    super(name);
    this.#figureAt = figureAt;
  }

  /** The run, the width or what it is about changed. */
  reset(): void {
    this.#shown = -1;
  }

  /** Whether it would be drawn anew. */
  isBehind(position: number): boolean {
    return stepOf(position) !== this.#shown;
  }

  show(position: number): void {
    if (!this.isBehind(position)) return;
    const step = stepOf(position);
    this.#shown = step;
    const figure = this.#figureAt(step);
    this.frame(0, 0, figure.width, figure.height);
    this.draw(figure.shapes, step);
  }
}

function stepOf(position: number): number {
  return Math.floor(position + 1e-9);
}
