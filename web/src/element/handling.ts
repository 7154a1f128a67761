// Touching what the figures show: a click opens the menu of a thing or leads to a step, a press may become a
// drag, and what the core refuses is said beside the pointer.

import { isCoreError, type Ref } from "../core";
import { withWholeCore } from "../core/load";
import { actionsOn } from "../model/actions";
import type { Touched } from "./below";
import type { Menus, MenusHost } from "./menus";
import type { Pointing } from "./pointing";
import type { PressHost } from "./press";
import { distance, STILL_PX } from "./still";
import type { Views } from "./views";

/** The player, as far as a hand on its figures reaches. */
export interface HandlingHost extends MenusHost {
  readonly views: Views;
  readonly pointing: Pointing | undefined;
  scrub(step: number): void;
  /** Draws the views anew. */
  show(): void;
  guard<T>(work: () => T): T | undefined;
}

export class Handling {
  readonly #host: HandlingHost;
  readonly #menus: Menus;

  constructor(host: HandlingHost, menus: Menus) {
    this.#host = host;
    this.#menus = menus;
  }

  /** From here on nothing comes by itself, or all of it does again. */
  hold(held: boolean): void {
    withWholeCore(
      () => this.#do(held ? "hold" : "release", 8, 8),
      (why) => this.#hint(why.message, 8, 8),
    );
  }

  /** Does something; where the core refuses it, that is said beside a point of the player. */
  #do(action: string, x: number, y: number): void {
    const host = this.#host;
    host.guard(() => {
      try {
        host.inject(action);
      } catch (error) {
        if (!isCoreError(error)) throw error;
        this.#hint(error.message, x, y);
      }
    });
  }

  /** Words beside a point of the player. */
  #hint(text: string, x: number, y: number): void {
    if (this.#host.tip.show(text, x, y)) void this.#host.draw();
  }

  /** Where the pointer went down on a figure. */
  #pressed: PointerEvent | null = null;

  readonly press = (event: PointerEvent): void => {
    const { run, box, views, onTouch } = this.#host;
    this.#pressed = event;
    const target = views.targetOf(event);
    if (!run || !target || target.ref.type === "step" || target.ref.type === "slot") return;
    if (!event.isPrimary || event.button !== 0) return;
    const origin = box.getBoundingClientRect();
    const path = event.composedPath();
    const host: PressHost = {
      nodes: run.header.nodes,
      open: ({ ref, leaves }, x, y) => this.#menus.open(ref, x, y, null, leaves),
      inject: (action, x, y) => this.#do(action, x - origin.left, y - origin.top),
      hint: (text, x, y) => this.#hint(text, x - origin.left, y - origin.top),
    };
    if (onTouch.part) {
      onTouch.part.press(event, path, target, host);
      return;
    }
    // The code for it is on its way: who still holds the thing when it is here goes on with it.
    const letGo = new AbortController();
    for (const type of ["pointerup", "pointercancel"])
      addEventListener(type, () => letGo.abort(), { signal: letGo.signal, capture: true });
    const goOn = (part: Touched) => letGo.signal.aborted || part.press(event, path, target, host);
    onTouch.with(goOn, () => undefined);
  };

  readonly click = (event: MouseEvent): void => {
    const target = this.#host.views.targetOf(event);
    if (!target || target.ref.type === "step") return;
    // A drag is no click, even if nobody followed it.
    if (event.type === "click" && this.#pressed && distance(this.#pressed, event) > STILL_PX) return;
    event.preventDefault();
    if (target.ref.type === "slot") this.#showSlot(target.ref.slot);
    else this.#menus.open(target.ref, event.clientX, event.clientY, null, target.leaves);
  };

  readonly clickSequence = (event: MouseEvent): void => {
    const { clientX, clientY } = event;
    const { views } = this.#host;
    const target = views.targetOf(event);
    const step = views.sequence.stepAt(clientY);
    const scrub = () => step !== null && this.#host.scrub(step);
    if (target?.ref.type === "step") this.#host.scrub(target.ref.step);
    else if (!target) scrub();
    else {
      withWholeCore(() => {
        if (this.#canTouch(target.ref)) this.#menus.open(target.ref, clientX, clientY, null, target.leaves);
        else scrub();
      }, scrub);
    }
  };

  #showSlot(slot: number): void {
    this.#host.views.chooseSlot(slot);
    this.#host.show();
  }

  #canTouch(ref: Ref): boolean {
    const { run, step } = this.#host;
    return this.#host.guard(() => run !== null && actionsOn(run.actions(step), ref).length > 0) ?? false;
  }

  readonly hover = (event: PointerEvent): void => this.#host.pointing?.over(event);
  readonly leave = (): void => this.#host.pointing?.leave();
}
