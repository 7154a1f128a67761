// The menu of the player: opening it on a thing, going on from it, doing what was chosen. What is in a
// menu comes with the code for it, on a touch.

import { nothing, type TemplateResult } from "lit";
import type { OnTouch } from "./below";
import type { MenuHost, Opening, OpenMenu, Subject } from "./menu";
import { place } from "./place";
import { CoreDeath, type Run } from "./run";
import type { Tip } from "./tip";

/** The player, as far as its menu reaches. */
export interface MenusHost {
  readonly run: Run | null;
  readonly step: number;
  /** Somebody around it shows what is inside a node. */
  readonly inspects: boolean;
  readonly onTouch: OnTouch;
  readonly tip: Tip;
  readonly box: HTMLElement;
  readonly root: ParentNode & Node;
  seekToStep(step: number): void;
  pause(): void;
  inject(action: string): void;
  /** Draws anew; done once that is drawn. */
  draw(): Promise<unknown>;
  guard(work: () => void): void;
  fail(error: Error): void;
}

/** The focus goes back to where it was; the page stays where it is. */
function giveBack(to: HTMLElement | null | undefined): void {
  to?.focus({ preventScroll: true });
}

/** The buttons of the row under the stage. */
function touches(root: ParentNode): Node[] {
  return [...root.querySelectorAll(".touch")];
}

export class Menus {
  readonly #host: MenusHost;
  #menu: OpenMenu | null = null;

  constructor(host: MenusHost) {
    this.#host = host;
  }

  /** Opens the menu of a thing beside a point of the window; `leaves`: the step that it sets out in. */
  open(subject: Subject, x: number, y: number, from: HTMLElement | null, leaves: number | null = null): void {
    const host = this.#host;
    host.pause();
    const origin = host.box.getBoundingClientRect();
    const returnTo = from ?? host.root.querySelector<HTMLElement>(".player");
    const opening: Opening = { x: x - origin.left, y: y - origin.top, returnTo };
    host.onTouch.with(
      ({ menuFor }) =>
        host.guard(() => {
          if (!host.run) return;
          if (leaves !== null && leaves > host.step) host.seekToStep(leaves);
          this.#show(menuFor(host.run, host.step, subject, host.inspects, opening));
        }),
      (why) => {
        const { part } = host.onTouch;
        if (part) this.#show(part.refusedMenu(why, opening));
        else host.tip.show(why.message, opening.x, opening.y);
        void host.draw();
      },
    );
  }

  openFor(subject: Subject, from: HTMLElement): void {
    const box = from.getBoundingClientRect();
    this.open(subject, box.left, box.bottom + 4, from);
  }

  #show(menu: OpenMenu): void {
    this.#menu = menu;
    this.#host.tip.hide();
    void this.#host.draw().then(() => this.#focus());
  }

  #focus(): void {
    const first = this.#host.root.querySelector<HTMLElement>("#menu :is([role=menuitem], input)");
    first?.focus();
    if (first instanceof HTMLInputElement) first.select();
  }

  readonly #choices: MenuHost = {
    choose: (action) => {
      const { root } = this.#host;
      const returnTo = this.#menu?.returnTo;
      const at = touches(root).indexOf(returnTo ?? root);
      try {
        this.#host.inject(action);
        this.close(false);
        void this.#host.draw().then(() => {
          // What was chosen may have taken away what had the focus: then the next one of the row has it.
          const next = at < 0 ? undefined : (touches(root)[at] ?? touches(root).at(-1));
          const instead = next instanceof HTMLElement ? next : root.querySelector<HTMLElement>(".player");
          giveBack(root.contains(returnTo ?? null) ? returnTo : instead);
        });
      } catch (error) {
        if (error instanceof CoreDeath) this.#host.fail(error);
        else if (this.#menu) {
          this.#menu = { ...this.#menu, problem: error instanceof Error ? error.message : String(error) };
          void this.#host.draw();
        }
      }
    },
    follow: (subject) => {
      const { run, step, inspects, onTouch } = this.#host;
      const menu = this.#menu;
      if (run && menu)
        this.#host.guard(
          () => onTouch.part && this.#show(onTouch.part.menuFor(run, step, subject, inspects, menu)),
        );
    },
    turn: (mode) => {
      const menu = this.#menu;
      if (!menu) return;
      const isNew = menu.mode === "menu";
      this.#menu = { ...menu, mode, problem: null };
      void this.#host.draw().then(() => isNew && this.#focus());
    },
    close: (returnFocus) => this.close(returnFocus),
  };

  close(returnFocus: boolean): void {
    if (!this.#menu) return;
    const { returnTo } = this.#menu;
    this.#menu = null;
    void this.#host.draw();
    if (returnFocus) giveBack(returnTo);
  }

  readonly onOutside = (event: Event): void => {
    const inside = event.composedPath().some((node) => node instanceof Element && node.id === "menu");
    if (!inside) this.close(false);
  };

  render(nodes: readonly string[]): TemplateResult | typeof nothing {
    return this.#host.onTouch.part?.menuTemplate(this.#menu, nodes, this.#choices) ?? nothing;
  }

  /** Puts it where it belongs, once it is drawn. */
  place(): void {
    const { root, box } = this.#host;
    const menu = root.querySelector<HTMLElement>("#menu");
    if (!menu || !this.#menu) return;
    // Buttons that stick to the window's end stay at hand.
    const dock = root.querySelector(".dock")?.getBoundingClientRect();
    const sticks = dock && dock.width > box.clientWidth / 2 && dock.bottom > innerHeight - 2 * dock.height;
    place(menu, this.#menu.x, this.#menu.y, box.clientWidth, sticks ? dock.top : innerHeight);
  }
}
