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
    @scroll=${(event: Event) => showEnds(event.currentTarget as HTMLElement)}
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

/** Where it goes on beyond its edges, it fades. */
function showEnds(bar: HTMLElement): void {
  const left = bar.scrollWidth - bar.clientWidth - bar.scrollLeft;
  bar.classList.toggle("before", bar.scrollLeft > 2);
  bar.classList.toggle("more", left > 2);
}

/** One of the buttons can be reached by Tab, whichever came and went. */
export function keepTabStop(bar: HTMLElement | null): void {
  if (bar) showEnds(bar);
  const buttons = [...(bar?.querySelectorAll<HTMLElement>(".touch") ?? [])];
  const first = buttons[0];
  if (first && !buttons.some((button) => button.tabIndex === 0)) first.tabIndex = 0;
}

function keepOneTabStop(event: FocusEvent): void {
  const bar = event.currentTarget as HTMLElement;
  for (const button of bar.querySelectorAll<HTMLElement>(".touch")) {
    button.tabIndex = button === event.target ? 0 : -1;
  }
}
