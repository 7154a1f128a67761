// The four views of one moment: each is drawn for the width that it has, all show the same playhead,
// and what is pointed at in one lights up in all.

import type { Figure, Ref, View, Window } from "../core";
import { coreIsWhole } from "../core/load";
import type { Target } from "../draw/figure";
import { SequenceView } from "../draw/sequence";
import { StageView } from "../draw/stage";
import { TableView } from "../draw/table";
import { refKey } from "../model/actions";

export type FigureOf = (view: View, width: number, window: Window, slot: number | null) => Figure;

/** They lie below the fold, and are drawn by the core's second part, once that is here. */
export const BELOW: readonly View[] = ["ledger", "board"];

/** In the order in which they stand. */
export const VIEWS: readonly View[] = ["stage", "sequence", "ledger", "board"];

export class Views {
  readonly stage: StageView;
  readonly sequence: SequenceView;
  readonly ledger: TableView;
  readonly board: TableView;
  readonly #widths = new Map<View, number>();
  /** The slot that the board is about; null: the one that there is most to say of. */
  #slot: number | null = null;
  #lit: string | null = null;
  #stepCount = 0;

  constructor(figure: FigureOf) {
    const at = (view: View) => (step: number) =>
      figure(view, this.#width(view), { from: step, to: step }, this.#slot);
    this.stage = new StageView(at("stage"));
    this.ledger = new TableView("ledger", at("ledger"));
    this.board = new TableView("board", at("board"));
    this.sequence = new SequenceView((window) => figure("sequence", this.#width("sequence"), window, null));
  }

  #width(view: View): number {
    return this.#widths.get(view) ?? 0;
  }

  get slot(): number | null {
    return this.#slot;
  }

  /** Shows another slot on the board; asked for the same one again, it chooses by itself. */
  chooseSlot(slot: number): void {
    this.#slot = slot === this.#slot ? null : slot;
    this.board.reset();
  }

  /** The run is another one, or goes on differently. */
  reset(stepCount: number): void {
    this.#stepCount = stepCount;
    this.#slot = null;
    this.stage.reset();
    this.sequence.reset(stepCount);
    this.ledger.reset();
    this.board.reset();
  }

  show(position: number): void {
    for (const view of VIEWS) if (this.#canShow(view)) this[view].show(position);
  }

  #canShow(view: View): boolean {
    return this.#width(view) > 0 && (coreIsWhole() || !BELOW.includes(view));
  }

  /** A view's part of the page has another size; `position` is none while no run is open. */
  resized(target: Element, width: number, position: number | null): void {
    if (target === this.sequence.scroller) {
      const isWider = width !== this.#width("sequence");
      this.#widths.set("sequence", width);
      if (position === null || width <= 0) return;
      if (!isWider) this.sequence.resized();
      else {
        this.sequence.reset(this.#stepCount);
        this.sequence.show(position);
      }
      return;
    }
    for (const view of ["stage", "ledger", "board"] as const) {
      if (target.id !== view || width === this.#width(view)) continue;
      this.#widths.set(view, width);
      this[view].reset();
      if (position !== null && this.#canShow(view)) this[view].show(position);
    }
  }

  targetOf(event: Event): Target | null {
    const { view, heads } = this.sequence;
    for (const one of [this.stage, view, heads, this.ledger, this.board]) {
      const target = one.targetOf(event);
      if (target) return target;
    }
    return null;
  }

  /** Marks the rows of these steps; null: no rows. */
  pointAtSteps(steps: readonly number[] | null): void {
    const wanted = new Set(steps);
    this.sequence.view.mark("proof", (ref) => ref.type === "step" && wanted.has(ref.step));
  }

  /** The same thing lights up in all views. */
  light(ref: Ref | null): void {
    const key = ref && ref.type !== "step" ? refKey(ref) : null;
    if (key === this.#lit) return;
    this.#lit = key;
    const isLit = (one: Ref) => key !== null && refKey(one) === key;
    for (const view of [this.stage, this.sequence.view, this.ledger, this.board]) view.mark("lit", isLit);
  }
}
