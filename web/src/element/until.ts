// "Run until": to the next step, or the one before, at which something happens. A menu beside the buttons of
// the transport; left and right choose the way, up and down what to look for.

import { html, nothing, type TemplateResult } from "lit";
import { noneOf, untilGroups, untilLabel } from "../model/until";
import type { EditsHost } from "./edits";
import { menuKey } from "./menukeys";

/** The player, as far as it is needed here. */
interface Steppable {
  readonly step: number;
  seekToStep(step: number): void;
  stepForward(): void;
  pause(): void;
}

type Way = "forward" | "backward";
type Host = Pick<EditsHost, "look" | "changed">;

const WAYS: readonly [way: Way, name: string, arrow: string][] = [
  ["backward", "Back to", "←"],
  ["forward", "On to", "→"],
];

/** What is said where there is none takes that much. */
const LINE_PX = 70;

export class Until {
  readonly #player: Steppable;
  readonly #host: Host;
  #way: Way = "forward";
  #open: { from: HTMLElement | null; problem: string | null } | null = null;

  constructor(player: Steppable, host: Host) {
    this.#player = player;
    this.#host = host;
  }

  /** Opens it, or closes it where it is open; `from`, its button, gets the focus back. */
  toggle(from: HTMLElement | null): void {
    if (this.#open || !from) {
      this.close(true);
      return;
    }
    this.#open = { from, problem: null };
    document.addEventListener("pointerdown", this.#onOutside, true);
    this.#host.changed((root) => {
      const menu = root.querySelector<HTMLElement>("#until");
      if (!menu) return;
      // Above its button, unless that leaves no room for it and a line more.
      menu.classList.toggle("below", menu.getBoundingClientRect().top < LINE_PX);
      const room = (menu.offsetParent?.clientWidth ?? 0) - menu.offsetWidth - 8;
      menu.style.setProperty("left", `${Math.max(8, Math.min(from?.offsetLeft ?? 0, room))}px`);
      menu.querySelector<HTMLElement>(".item")?.focus();
    });
  }

  close(returnFocus: boolean): void {
    if (!this.#open) return;
    const { from } = this.#open;
    this.#open = null;
    document.removeEventListener("pointerdown", this.#onOutside, true);
    this.#host.changed(() => returnFocus && from?.focus());
  }

  render(): TemplateResult | typeof nothing {
    if (!this.#open) return nothing;
    const conditions = this.#host.look((run) => run.ask((core) => core.conditions())) ?? [];
    const { events, nodes } = untilGroups(conditions);
    const item = (condition: string, text: string, name = text) =>
      html`<button
        class="item"
        role="menuitem"
        tabindex="-1"
        data-condition=${condition}
        aria-label=${name}
        @click=${() => this.#choose(condition)}
      >
        ${text}
      </button>`;
    return html`<div class="menu until" id="until">
      <div role="menu" aria-label="Run until" @keydown=${(event: KeyboardEvent) => this.#onKey(event)}>
        <div class="ways" role="group" aria-label="Which way">
          ${WAYS.map(
            ([way, name, arrow]) =>
              html`<button
                role="menuitemradio"
                tabindex="-1"
                aria-checked=${way === this.#way ? "true" : "false"}
                @click=${() => this.#turn(way)}
              >
                ${way === "backward" ? `${arrow} ${name}` : `${name} ${arrow}`}
              </button>`,
          )}
        </div>
        ${events.map((condition) => item(condition, untilLabel(condition)))}
        ${
          nodes.length === 0
            ? nothing
            : html`<div class="nodes" role="group" aria-label="A message to">
                <span aria-hidden="true">a message to</span>
                ${nodes.map(({ condition, node }) => item(condition, node, untilLabel(condition)))}
              </div>`
        }
      </div>
      ${this.#open.problem ? html`<p class="none" role="alert">${this.#open.problem}</p>` : nothing}
    </div>`;
  }

  #turn(way: Way): void {
    this.#way = way;
    if (this.#open) this.#open.problem = null;
    this.#host.changed();
  }

  #choose(condition: string): void {
    const [here, way] = [this.#player.step, this.#way];
    const found = this.#host.look((run) => run.ask((core) => core.runUntil(condition, way), here));
    if (found === undefined) return;
    if (found !== null) {
      this.close(true);
      this.#go(found, way);
      return;
    }
    if (this.#open) this.#open.problem = noneOf(condition, way, here);
    this.#host.changed();
  }

  /** On the way there, the last step is played: its messages travel. */
  #go(step: number, way: Way): void {
    this.#player.pause();
    const played = way === "forward" && this.#host.look((run) => run.steps.next(step - 1)) === step;
    this.#player.seekToStep(played ? step - 1 : step);
    if (played) this.#player.stepForward();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") {
      menuKey(event, (returnFocus) => this.close(returnFocus));
      return;
    }
    this.#turn(event.key === "ArrowLeft" ? "backward" : "forward");
    event.preventDefault();
    event.stopPropagation();
  }

  readonly #onOutside = (event: Event): void => {
    const inside = event.composedPath().some((node) => {
      return node instanceof Element && (node.id === "until" || node === this.#open?.from);
    });
    if (!inside) this.close(false);
  };
}
