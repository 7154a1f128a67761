// The four views of one moment: each is drawn for the width that it has, and all show the same playhead.

import type { Figure, View, Window } from "../core";
import { coreIsWhole } from "../core/load";
import type { FigureView, Target } from "../draw/figure";
import { SequenceView } from "../draw/sequence";
import { StageView } from "../draw/stage";
import { TableView } from "../draw/table";

export type FigureOf = (view: View, width: number, window: Window, slot: number | null) => Figure;

/** They lie below the fold, and are drawn by the core's second part, once that is here. */
export const BELOW = ["ledger", "board"] as const;
export type Table = (typeof BELOW)[number];

const isBelow = (view: View): view is Table => view === "ledger" || view === "board";

/** In the order in which they stand. */
export const VIEWS: readonly View[] = ["stage", "sequence", "ledger", "board"];

/** From this width on a table that is shown alone is drawn so much larger. */
const LARGE_PX = 800;
const LARGER = 1.5;

export class Views {
  readonly stage: StageView;
  readonly sequence: SequenceView;
  readonly ledger: TableView;
  readonly board: TableView;
  readonly #widths = new Map<View, number>();
  /** The slot that the board is about; null: the one that there is most to say of. */
  #slot: number | null = null;
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

  /** Stage and sequence; the tables are for another frame. */
  show(position: number): void {
    for (const view of ["stage", "sequence"] as const) if (this.#canShow(view)) this[view].show(position);
  }

  /** Computes the stage of a step that will be shown soon. */
  prepare(step: number): void {
    if (this.#canShow("stage")) this.stage.prepare(Math.min(step, this.#stepCount));
  }

  /** The tables that show another step. */
  behind(position: number): Table[] {
    return BELOW.filter((table) => this.#canShow(table) && this[table].isBehind(position));
  }

  showTable(table: Table, position: number): void {
    if (this.#canShow(table)) this[table].show(position);
  }

  #canShow(view: View): boolean {
    return this.#width(view) > 0 && (coreIsWhole() || !isBelow(view));
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
      // A table alone is laid out for less than there is, and drawn larger: it is to be read from afar.
      const isLarge = view !== "stage" && width >= LARGE_PX && target.closest(".large") !== null;
      const laidOut = isLarge ? Math.floor(width / LARGER) : width;
      if (target.id !== view || laidOut === this.#width(view)) continue;
      this.#widths.set(view, laidOut);
      this[view].reset();
      if (position !== null && this.#canShow(view)) this[view].show(position);
    }
  }

  targetOf(event: Event): Target | null {
    for (const one of this.figures) {
      const target = one.targetOf(event);
      if (!target) continue;
      const { ref } = target;
      // What is done to a cell is done to its node.
      return ref.type === "cell" ? { ...target, ref: { type: "node", node: ref.node } } : target;
    }
    return null;
  }

  /** All figures that are drawn; of the sequence its heads apart. */
  get figures(): readonly FigureView[] {
    return [this.stage, this.sequence.view, this.sequence.heads, this.ledger, this.board];
  }
}
