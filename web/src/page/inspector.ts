// One node's state, by where it is kept: on its disk, which a crash leaves, in its memory, which a crash takes,
// and outside of it. Of Paxos what is on disk is all that safety rests on.

import { html, nothing, type TemplateResult } from "lit";
import type { NodeState, StateView } from "../core";

export interface InspectorHost {
  /** Shows another node. */
  choose(node: number): void;
}

interface Line {
  readonly name: string;
  readonly value: string;
}

export function inspector(state: StateView, chosen: number, host: InspectorHost): TemplateResult {
  const node = state.nodes.find((one) => one.node === chosen) ?? state.nodes[0];
  return html`<div class="inspector" id="inspector">
    <h3 id="inspector-title">Inside a node</h3>
    <div class="segments" role="group" aria-labelledby="inspector-title">
      ${state.nodes.map(
        ({ node: number, name, up }) =>
          html`<button
            aria-pressed=${number === node?.node ? "true" : "false"}
            aria-label="Inside ${name}${up ? "" : ", down"}"
            @click=${() => host.choose(number)}
          >
            ${name}
          </button>`,
      )}
    </div>
    ${node ? inside(node, state) : nothing}
  </div>`;
}

function inside(node: NodeState, state: StateView): TemplateResult {
  const waiting = state.messages.filter(({ to }) => to === node.name);
  const sent = state.messages.filter(({ message }) => node.inFlight.includes(message));
  const timers = node.timers.map(({ name, dueMs }) => ({ name: `${name} timer`, value: `at ${dueMs} ms` }));
  return html`<div class="places">
    ${place("disk", "On its disk", "A crash leaves it.", node.durable, "nothing")}
    ${place(
      "memory",
      "In its memory",
      "A crash takes it.",
      [...node.volatile, ...timers],
      node.up ? "nothing" : "nothing: it is down",
    )}
    ${
      waiting.length > 0
        ? place(
            "under-way",
            "In its inbox",
            "Under way to it.",
            waiting.map(({ from, text }) => ({ name: `from ${from}`, value: text })),
            "",
          )
        : nothing
    }
    ${
      sent.length > 0
        ? place(
            "under-way",
            "Under way from it",
            "Out of its hands.",
            sent.map(({ to, text }) => ({ name: `to ${to}`, value: text })),
            "",
          )
        : nothing
    }
    ${node.outside.length > 0 ? place("outside", "Outside of it", "What the world does to it.", node.outside, "") : nothing}
  </div>`;
}

function place(
  look: string,
  name: string,
  why: string,
  lines: readonly Line[],
  none: string,
): TemplateResult {
  return html`<section class="place-of ${look}" aria-label=${name}>
    <h4>${name} <span class="soft">${why}</span></h4>
    ${
      lines.length === 0
        ? html`<p class="soft">${none}</p>`
        : html`<dl>${lines.map(({ name: what, value }) => html`<div><dt>${what}</dt><dd>${value}</dd></div>`)}</dl>`
    }
  </section>`;
}
