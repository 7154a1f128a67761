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

  show(position: number): void {
    const step = Math.floor(position + 1e-9);
    if (step === this.#shown) return;
    this.#shown = step;
    const figure = this.#figureAt(step);
    this.frame(0, 0, figure.width, figure.height);
    this.draw(figure.shapes, step);
  }
}
