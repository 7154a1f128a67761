// The sequence diagram in a scrolling box. However long the run, only the steps near what is visible
// are asked for and drawn. The heads of the lanes stay at the top.

import type { Figure, Shape, Window } from "../core";
import { covers, guessStep, nearestStep, type Row, windowAround, yAt } from "../model/rows";
import { FigureView } from "./figure";

export type FigureOf = (window: Window) => Figure;

const STEPS_AT_ONCE = 64;
const MARGIN_PX = 300;
/** The playhead is kept this far from the edges. */
const CALM_PX = 56;

export class SequenceView {
  readonly scroller: HTMLElement;
  readonly view = new FigureView("sequence");
  readonly heads = new FigureView("heads");
  readonly #content: HTMLElement;
  readonly #playhead: HTMLElement;
  readonly #veil: HTMLElement;
  readonly #figureOf: FigureOf;
  #figure: Figure | null = null;
  #rows: Row[] = [];
  #stepCount = 0;
  #headHeight = 0;
  #position = -1;
  /** How the box stands, kept: to ask it between two changes of a step makes the browser lay out the page. */
  #scrollTop = 0;
  #height = 0;

  constructor(figureOf: FigureOf) {
    this.#figureOf = figureOf;
    this.scroller = part("div", "scroller");
    this.#content = part("div", "content");
    this.#playhead = part("div", "playhead");
    this.#veil = part("div", "veil");
    const heads = part("div", "heads-bar");
    heads.append(this.heads.svg);
    this.#content.append(this.view.svg, this.#veil, this.#playhead);
    this.scroller.tabIndex = 0;
    this.scroller.setAttribute("role", "region");
    this.scroller.setAttribute("aria-label", "Sequence diagram, scrolling");
    this.scroller.append(heads, this.#content);
    const onScroll = () => {
      this.#scrollTop = this.scroller.scrollTop;
      this.#ensure();
    };
    this.scroller.addEventListener("scroll", onScroll, { passive: true });
  }

  /** The run or the width changed. */
  reset(stepCount: number): void {
    this.#stepCount = stepCount;
    this.#figure = null;
    this.#rows = [];
    this.#position = -1;
    this.#height = 0;
  }

  /** Moves the playhead, and where it did move scrolls so that it can be seen. */
  show(position: number): void {
    const follow = position !== this.#position;
    this.#position = position;
    let y = yAt(this.#rows, position);
    if (y === null) {
      this.#ask(windowAround(position, STEPS_AT_ONCE, this.#stepCount));
      y = yAt(this.#rows, position) ?? this.#rows.at(-1)?.y ?? 0;
    }
    if (follow) this.#follow(y);
    this.#ensure();
    // Asking again may have replaced the rows.
    y = yAt(this.#rows, position) ?? y;
    const top = y - this.#headHeight;
    this.#playhead.style.setProperty("transform", `translateY(${Math.round(top * 10) / 10}px)`);
    this.#veil.style.setProperty("transform", `translateY(${Math.round(top * 10) / 10}px)`);
  }

  /** The box was resized: there may be more to see. */
  resized(): void {
    this.#measure();
    if (!this.#figure) return;
    const position = this.#position;
    this.#position = -1;
    this.show(position);
  }

  /** The step whose row is at a height of the screen; null where nothing is drawn. */
  stepAt(clientY: number): number | null {
    if (this.#rows.length === 0) return null;
    const y = clientY - this.#content.getBoundingClientRect().top + this.#headHeight;
    return y < this.#headHeight ? null : nearestStep(this.#rows, y);
  }

  #measure(): void {
    this.#scrollTop = this.scroller.scrollTop;
    this.#height = this.scroller.clientHeight;
  }

  #follow(y: number): void {
    if (this.#height === 0) this.#measure();
    const top = y - this.#headHeight;
    const height = this.#height - this.#headHeight;
    if (height <= 0) return;
    const calm = Math.min(CALM_PX, height / 4);
    if (top < this.#scrollTop + calm) this.#scrollTo(top - height * 0.35);
    else if (top > this.#scrollTop + height - calm) this.#scrollTo(top - height * 0.55);
  }

  #scrollTo(top: number): void {
    this.scroller.scrollTop = Math.max(0, top);
    this.#measure();
  }

  /** Draws the steps that are visible, if they aren't drawn yet. */
  #ensure(): void {
    const figure = this.#figure;
    if (!figure) return;
    if (this.#height === 0) this.#measure();
    const top = this.#scrollTop + this.#headHeight;
    const bottom = top + this.#height;
    if (covers(this.#rows, top, bottom, this.#stepCount)) return;
    let center = guessStep(this.#rows, (top + bottom) / 2, figure.height, this.#stepCount);
    for (let attempt = 0; attempt < 12; attempt += 1) {
      // Rows may lie densely: twice as many steps where the window was too small.
      const size = STEPS_AT_ONCE * 2 ** Math.min(4, attempt);
      this.#ask(windowAround(center, size, this.#stepCount));
      if (covers(this.#rows, top, bottom, this.#stepCount)) return;
      center = guessStep(this.#rows, (top + bottom) / 2, figure.height, this.#stepCount);
    }
  }

  #ask(window: Window): void {
    const figure = this.#figureOf(window);
    this.#figure = figure;
    this.#rows = figure.rows;
    const isHead = (shape: Shape) => /\blane-name\b/.test(shape.role);
    const heads = figure.shapes.filter(isHead);
    this.#headHeight = heads.length > 0 ? headHeight(heads) : 0;
    this.heads.frame(0, 0, figure.width, this.#headHeight);
    this.heads.draw(heads, 0);
    const first = figure.rows[0];
    const last = figure.rows.at(-1);
    const top =
      !first || first.step === 0 ? this.#headHeight : Math.max(this.#headHeight, first.y - MARGIN_PX);
    const bottom =
      !last || last.step >= this.#stepCount ? figure.height : Math.min(figure.height, last.y + MARGIN_PX);
    this.view.frame(0, top, figure.width, Math.max(1, bottom - top));
    this.view.draw(
      figure.shapes.filter((shape) => !isHead(shape)),
      0,
    );
    this.view.svg.style.setProperty("top", `${top - this.#headHeight}px`);
    this.#content.style.setProperty("height", `${Math.max(0, figure.height - this.#headHeight)}px`);
  }
}

/** The lanes' names, and a little air below them. */
function headHeight(heads: readonly Shape[]): number {
  let bottom = 0;
  for (const shape of heads) if (shape.kind === "text") bottom = Math.max(bottom, shape.y + 12);
  return bottom;
}

function part(tag: string, name: string): HTMLElement {
  const element = document.createElement(tag);
  element.className = name;
  return element;
}
