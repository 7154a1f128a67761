// A figure's shapes as live SVG: one element to a key, updated in place, in the figure's order. Things
// with a motion are moved by their transform alone. What a shape means is the figure's business.

import type { Figure, Motion, Ref, Shape } from "../core";
import { opacity, pointAt, progress } from "../model/path";

const SVG = "http://www.w3.org/2000/svg";
/** Fingers need this much. */
const TARGET_PX = 24;

interface Drawn {
  readonly element: SVGElement;
  readonly kind: string;
  shape: Shape;
  readonly children: Map<string, Drawn> | null;
  /** The invisible part that is touched, where the shape itself is too small. */
  readonly hit: SVGElement | null;
  readonly visible: SVGElement;
}

interface Mover {
  readonly element: SVGElement;
  readonly motion: Motion;
}

export interface Target {
  readonly ref: Ref;
  readonly label: string;
  /** The step that it sets out in, if it travels. */
  readonly leaves: number | null;
}

export class FigureView {
  readonly svg: SVGSVGElement;
  readonly #drawn = new Map<string, Drawn>();
  readonly #owners = new WeakMap<Element, Drawn>();
  #movers: Mover[] = [];
  /** By class: what has it, however often the figure is drawn. */
  readonly #marks = new Map<string, (ref: Ref) => boolean>();

  constructor(name: string) {
    this.svg = document.createElementNS(SVG, "svg");
    this.svg.setAttribute("class", `figure ${name}`);
    this.svg.setAttribute("aria-hidden", "true");
    this.svg.setAttribute("focusable", "false");
  }

  /** The part of the figure that is shown: a box in its coordinates. */
  frame(x: number, y: number, width: number, height: number): void {
    set(this.svg, "viewBox", `${x} ${y} ${width} ${height}`);
    set(this.svg, "width", `${width}`);
    set(this.svg, "height", `${height}`);
  }

  /** Draws these shapes and no others; `moving` replaces those that travel and have the same key. */
  draw(shapes: readonly Shape[], position: number): void {
    this.#movers = [];
    this.#reconcile(this.svg, this.#drawn, shapes);
    for (const [className, isMarked] of this.#marks) this.#apply(className, isMarked);
    this.move(position);
  }

  move(position: number): void {
    for (const { element, motion } of this.#movers) {
      const { x, y } = pointAt(motion, progress(motion, position));
      set(element, "transform", `translate(${round(x)} ${round(y)})`);
      set(element, "opacity", `${round(opacity(motion, position))}`);
    }
  }

  /** What is at an event's target: the innermost shape that stands for something. */
  targetOf(event: Event): Target | null {
    const path = event.composedPath();
    let label = "";
    for (const node of path) {
      if (node === this.svg) return null;
      const drawn = node instanceof Element ? this.#owners.get(node) : undefined;
      if (!drawn) continue;
      if (label === "" && drawn.shape.kind === "group") label = drawn.shape.label;
      if (drawn.shape.ref) {
        const leaves = drawn.shape.kind === "group" ? (drawn.shape.motion?.from ?? null) : null;
        return { ref: drawn.shape.ref, label, leaves };
      }
    }
    return null;
  }

  /** Marks everything that stands for something of which `isMarked` is true, and nothing else; null: nothing. */
  mark(className: string, isMarked: ((ref: Ref) => boolean) | null): void {
    if (isMarked) this.#marks.set(className, isMarked);
    else if (!this.#marks.delete(className)) return;
    this.#apply(className, isMarked ?? (() => false));
  }

  #apply(className: string, isMarked: (ref: Ref) => boolean): void {
    const visit = (drawn: Drawn) => {
      const marked = drawn.shape.ref !== null && isMarked(drawn.shape.ref);
      if (drawn.element.classList.contains(className) !== marked) {
        drawn.element.classList.toggle(className, marked);
      }
      for (const child of drawn.children?.values() ?? []) visit(child);
    };
    for (const drawn of this.#drawn.values()) visit(drawn);
  }

  /** Where a thing is drawn on the screen, to put a menu beside it. */
  boxOf(isIt: (ref: Ref) => boolean): DOMRect | null {
    for (const { shape, element } of this.#drawn.values()) {
      if (shape.ref && isIt(shape.ref)) return element.getBoundingClientRect();
    }
    return null;
  }

  #reconcile(parent: SVGElement, drawn: Map<string, Drawn>, shapes: readonly Shape[]): void {
    const wanted = new Set(shapes.map(({ key }) => key));
    const hit = parent.querySelector(":scope > .hit");
    const gone = [...drawn].filter(([key]) => !wanted.has(key));
    if (gone.length === drawn.size) {
      // All at once: one by one, each costs the browser a moment.
      parent.replaceChildren(...(hit ? [hit] : []));
      drawn.clear();
    }
    for (const [key, { element }] of gone) {
      element.remove();
      drawn.delete(key);
    }
    let after: Element | null = hit;
    for (const shape of shapes) {
      let one = drawn.get(shape.key);
      if (one && one.kind !== kindOf(shape)) {
        one.element.remove();
        one = undefined;
      }
      if (one) this.#update(one, shape);
      else {
        one = this.#create(shape);
        drawn.set(shape.key, one);
      }
      const place: Element | null = after ? after.nextElementSibling : parent.firstElementChild;
      if (place !== one.element) parent.insertBefore(one.element, place);
      after = one.element;
    }
  }

  #create(shape: Shape): Drawn {
    const visible = document.createElementNS(SVG, shape.kind === "group" ? "g" : shape.kind);
    const wrapped = shape.ref !== null && shape.kind !== "group" && shape.kind !== "text";
    const element = wrapped ? document.createElementNS(SVG, "g") : visible;
    const isTouched = wrapped || (shape.kind === "group" && shape.ref !== null);
    const hit = isTouched ? document.createElementNS(SVG, hitKind(shape)) : null;
    if (hit) {
      hit.setAttribute("class", "hit");
      element.prepend(hit);
    }
    if (wrapped) {
      element.setAttribute("class", "target");
      element.append(visible);
    }
    const children = shape.kind === "group" ? new Map<string, Drawn>() : null;
    const drawn: Drawn = { element, kind: kindOf(shape), shape, children, hit, visible };
    this.#owners.set(element, drawn);
    this.#update(drawn, shape);
    return drawn;
  }

  #update(drawn: Drawn, shape: Shape): void {
    const { visible, hit } = drawn;
    drawn.shape = shape;
    const role = shape.kind === "group" && shape.ref ? `${shape.role} target` : shape.role;
    set(visible, "class", role);
    for (const [name, value] of attributes(shape)) set(visible, name, value);
    if (shape.kind === "text" && visible.textContent !== shape.text) visible.textContent = shape.text;
    if (shape.kind === "group" && drawn.children) {
      this.#reconcile(visible, drawn.children, shape.children);
      if (shape.motion) this.#movers.push({ element: visible, motion: shape.motion });
    }
    if (!hit) return;
    const along = lineOf(shape);
    if (along) {
      for (const [name, value] of attributes(along)) set(hit, name, value);
    } else if (shape.kind === "group") {
      const [x, y, width, height] = atLeast(extent(shape.children));
      set(hit, "x", `${x}`);
      set(hit, "y", `${y}`);
      set(hit, "width", `${width}`);
      set(hit, "height", `${height}`);
    } else {
      for (const [name, value] of attributes(shape)) set(hit, name, value);
      if (shape.kind === "circle") set(hit, "r", `${Math.max(shape.r, TARGET_PX / 2)}`);
    }
  }
}

/** An arrow is touched along its line; a box around it would cover its neighbours. */
function lineOf(shape: Shape): Shape | null {
  if (shape.kind !== "group" || shape.motion) return null;
  const first = shape.children[0];
  return first?.kind === "line" ? first : null;
}

function hitKind(shape: Shape): string {
  if (lineOf(shape)) return "line";
  return shape.kind === "group" ? "rect" : shape.kind;
}

/** Elements of different kinds are not updated into one another. */
function kindOf(shape: Shape): string {
  const touch = shape.ref ? "+" : "";
  if (shape.kind === "group") return `group${touch && hitKind(shape)}${shape.motion ? ">" : ""}`;
  if (shape.kind === "text") return `text${touch}${shape.length === null ? "" : "="}`;
  return shape.kind + touch;
}

function attributes(shape: Shape): [string, string][] {
  switch (shape.kind) {
    case "group":
      return [];
    case "circle":
      return [
        ["cx", `${shape.cx}`],
        ["cy", `${shape.cy}`],
        ["r", `${shape.r}`],
      ];
    case "rect":
      return [
        ["x", `${shape.x}`],
        ["y", `${shape.y}`],
        ["width", `${shape.width}`],
        ["height", `${shape.height}`],
        ["rx", `${shape.rx}`],
      ];
    case "line":
      return [
        ["x1", `${shape.x1}`],
        ["y1", `${shape.y1}`],
        ["x2", `${shape.x2}`],
        ["y2", `${shape.y2}`],
      ];
    case "path":
      return [["d", shape.d]];
    case "text": {
      const all: [string, string][] = [
        ["x", `${shape.x}`],
        ["y", `${shape.y}`],
        ["text-anchor", shape.anchor],
      ];
      if (shape.length !== null)
        all.push(["textLength", `${shape.length}`], ["lengthAdjust", "spacingAndGlyphs"]);
      return all;
    }
  }
}

type Box = [left: number, top: number, right: number, bottom: number];

/** The box around shapes, as far as it can be told without measuring. */
function extent(shapes: readonly Shape[]): Box {
  const box: Box = [
    Number.POSITIVE_INFINITY,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
  ];
  const add = (x: number, y: number) => {
    box[0] = Math.min(box[0], x);
    box[1] = Math.min(box[1], y);
    box[2] = Math.max(box[2], x);
    box[3] = Math.max(box[3], y);
  };
  for (const shape of shapes) {
    switch (shape.kind) {
      case "group": {
        const [left, top, right, bottom] = extent(shape.children);
        if (left <= right) {
          add(left, top);
          add(right, bottom);
        }
        break;
      }
      case "circle":
        add(shape.cx - shape.r, shape.cy - shape.r);
        add(shape.cx + shape.r, shape.cy + shape.r);
        break;
      case "rect":
        add(shape.x, shape.y);
        add(shape.x + shape.width, shape.y + shape.height);
        break;
      case "line":
        add(shape.x1, shape.y1);
        add(shape.x2, shape.y2);
        break;
      case "path":
        // Of arcs the numbers are not all places.
        if (!/A/.test(shape.d))
          for (const [, x, y] of shape.d.matchAll(/(-?\d+) (-?\d+)/g)) add(Number(x), Number(y));
        break;
      case "text":
        break;
    }
  }
  return box;
}

function atLeast([left, top, right, bottom]: Box): [x: number, y: number, width: number, height: number] {
  if (left > right) return [-TARGET_PX / 2, -TARGET_PX / 2, TARGET_PX, TARGET_PX];
  const width = Math.max(TARGET_PX, right - left);
  const height = Math.max(TARGET_PX, bottom - top);
  return [(left + right - width) / 2, (top + bottom - height) / 2, width, height];
}

function set(element: SVGElement, name: string, value: string): void {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** While the playhead travels from one step to the next: how it was, and everything that moves. */
export function between(before: Figure, after: Figure): Shape[] {
  const travels = (shape: Shape) => shape.kind === "group" && shape.motion !== null;
  const moving = new Map<string, Shape>();
  for (const shape of [...before.shapes, ...after.shapes]) if (travels(shape)) moving.set(shape.key, shape);
  return [...before.shapes.filter((shape) => !travels(shape)), ...moving.values()];
}
