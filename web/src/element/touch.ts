// The row of buttons under the stage: everything in the picture that can be acted on, for fingers and
// for the keyboard. The arrows move within it.

import { html, type TemplateResult } from "lit";
import { repeat } from "lit/directives/repeat.js";
import type { Ref, Things } from "../core";

export interface TouchHost {
  open(subject: Ref | "network", from: HTMLElement): void;
  /** Holds the network, or lets it go on by itself. */
  hold(held: boolean): void;
}

export function touchBar(things: Things, { open, hold }: TouchHost): TemplateResult {
  const button = (ref: Ref | "network", label: string, look: string, name = label) =>
    html`<button
      class="touch ${look}"
      tabindex="-1"
      aria-haspopup="menu"
      aria-label=${name}
      title=${name}
      @click=${(event: Event) => open(ref, event.currentTarget as HTMLElement)}
    >
      <span>${label}</span>
    </button>`;
  return html`<div
    class="touch-bar"
    role="toolbar"
    aria-label="Act on a node or a message"
    @keydown=${onKey}
    @focusin=${keepOneTabStop}
  >
    ${things.nodes.map(
      (node) =>
        html`<button
        class="touch node-touch ${node.up ? "" : "down"}"
        tabindex="-1"
        aria-haspopup="menu"
        aria-label="Node ${node.name}${node.up ? "" : ", down"}"
        title="Node ${node.name}"
        @click=${(event: Event) => open({ type: "node", node: node.node }, event.currentTarget as HTMLElement)}
      >
        ${node.name}
      </button>`,
    )}
    ${button("network", "Network", "network-touch", "Network: cut, heal, calm")}
    <button
      class="touch hold-touch"
      tabindex="-1"
      role="switch"
      aria-checked=${things.held ? "true" : "false"}
      title=${things.held ? "Nothing arrives unless told" : "Messages arrive by themselves"}
      @click=${() => hold(!things.held)}
    >
      Manual
    </button>
    ${repeat(
      things.messages,
      (message) => message.message,
      (message) =>
        button(
          { type: "message", message: message.message },
          `${message.from}→${message.to} ${message.text}`,
          `message-touch ${message.reply ? "reply" : "request"} ${message.owner === null ? "plain" : `owner-${message.owner}`}`,
        ),
    )}
  </div>`;
}

function onKey(event: KeyboardEvent): void {
  const bar = event.currentTarget as HTMLElement;
  const buttons = [...bar.querySelectorAll<HTMLElement>(".touch")];
  const at = buttons.indexOf(event.target as HTMLElement);
  if (at < 0) return;
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: buttons.length - 1 }[event.key];
  if (to === undefined) return;
  buttons[Math.max(0, Math.min(buttons.length - 1, to))]?.focus();
  event.preventDefault();
  event.stopPropagation();
}

/** So much of a button has to be in sight for it to count as seen. */
const SEEN = 0.95;
/** Of each bar, who tells whether its first and its last button can be seen. */
const watching = new WeakMap<HTMLElement, IntersectionObserver>();

/** Where it goes on beyond its edges, it fades. Told by the browser: to measure would lay out the page. */
function watchEnds(bar: HTMLElement, first: Element | undefined, last: Element | undefined): void {
  let observer = watching.get(bar);
  if (!observer) {
    const tell = (entries: IntersectionObserverEntry[]) => {
      const [start, ...others] = bar.querySelectorAll(".touch");
      const end = others.at(-1) ?? start;
      for (const { target, intersectionRatio } of entries) {
        if (target === start) bar.classList.toggle("before", intersectionRatio < SEEN);
        if (target === end) bar.classList.toggle("more", intersectionRatio < SEEN);
      }
    };
    observer = new IntersectionObserver(tell, { root: bar, threshold: SEEN });
    watching.set(bar, observer);
  }
  observer.disconnect();
  if (first) observer.observe(first);
  if (last && last !== first) observer.observe(last);
}

/** One of the buttons can be reached by Tab, whichever came and went. */
export function keepTabStop(bar: HTMLElement | null): void {
  const buttons = [...(bar?.querySelectorAll<HTMLElement>(".touch") ?? [])];
  const first = buttons[0];
  if (bar) watchEnds(bar, first, buttons.at(-1));
  if (first && !buttons.some((button) => button.tabIndex === 0)) first.tabIndex = 0;
}

function keepOneTabStop(event: FocusEvent): void {
  const bar = event.currentTarget as HTMLElement;
  for (const button of bar.querySelectorAll<HTMLElement>(".touch")) {
    button.tabIndex = button === event.target ? 0 : -1;
  }
}
