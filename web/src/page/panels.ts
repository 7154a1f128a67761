// The moment as text: what each node knows, what holds, what happened when.

import { html, nothing, type TemplateResult } from "lit";
import type { DiagnosisView, ExpectationView, NodeState, StateView } from "../core";
import type { Run } from "../element/run";
import { explaining } from "../element/term";
import { chip, sentence } from "../element/words";
import { time } from "../model/transcript";
import { type InspectorHost, inspector } from "./inspector";
import { type MonitorsHost, showing, stepLinks } from "./monitors";

export interface Inspected {
  node: number;
  host: InspectorHost;
}

export function statePanel(state: StateView, { node, host }: Inspected): TemplateResult {
  const inText = explaining();
  const head = (text: string) => html`<th scope="col">${inText(text)}</th>`;
  return html`<section class="card panel state-panel" aria-labelledby="state-title">
    <h2 id="state-title">State at this step</h2>
    <div class="scroll" tabindex="0" role="region" aria-labelledby="state-title">
      <table>
        <thead>
          <tr>
            ${["node", "role", "promised", "votes", "log", "store"].map(head)}
          </tr>
        </thead>
        <tbody>
          ${state.nodes.map(nodeRow)}
        </tbody>
      </table>
    </div>
    ${
      state.chosen.length > 0
        ? html`<p class="chosen-line">
            <span aria-hidden="true">${state.chosen.some(({ broken }) => broken) ? "✗" : "✓"}</span>
            ${latest(
              state.chosen,
              6,
              ({ slot, value, ballot, owner, learnedBy, broken }) =>
                html`<span class="chosen-item ${broken ? "broken" : ""}"
                  ><b>#${slot} ${value}</b> chosen at ${chip(ballot, owner)}${broken ? ", and another value too" : ""},
                  ${learnedBy.length === 0 ? "nobody knows yet" : `known to ${learnedBy.join(", ")}`}</span
                >`,
            )}
          </p>`
        : nothing
    }
    <ul class="clients">
      ${state.clients
        .filter(({ asks, answered, gaveUp }) => asks !== null || answered + gaveUp > 0)
        .map(
          ({ name, asks, node, answered, gaveUp }) =>
            html`<li>
              ${name}: ${[
                asks ? `waits for “${asks}”${node ? ` from ${node}` : ""}` : "",
                answered > 0 ? `${answered} answered` : "",
                gaveUp > 0 ? `${gaveUp} given up` : "",
              ]
                .filter((part) => part !== "")
                .join(", ")}
            </li>`,
        )}
    </ul>
    ${state.held ? html`<p class="client-line">The network is held: nothing arrives unless told.</p>` : nothing}
    ${inspector(state, node, host)}
  </section>`;
}

function nodeRow(node: NodeState): TemplateResult {
  return html`<tr class=${node.up ? "" : "down"}>
    <th scope="row">${node.name}</th>
    <td>${node.up ? node.role : "down"}</td>
    <td>${node.promised === null ? "–" : chip(node.promised, node.promisedOwner)}</td>
    <td>
      ${
        node.votes.length === 0
          ? "–"
          : latest(
              node.votes,
              4,
              ({ slot, ballot, owner, value, chosen }) =>
                html`<div class=${chosen ? "chosen" : ""}>
                  #${slot} ${value} ${chip(ballot, owner)}${chosen ? html` <span title="chosen">✓</span>` : nothing}
                </div>`,
            )
      }
    </td>
    <td>
      ${
        node.log.length === 0
          ? "–"
          : latest(
              node.log,
              4,
              ({ slot, value, applied }) =>
                html`<div>#${slot} ${value}${applied ? nothing : " (not applied)"}</div>`,
            )
      }
    </td>
    <td>${node.store.length === 0 ? "–" : latest(node.store, 6, ({ key, value }) => html`<div>${key} = ${value}</div>`)}</td>
  </tr>`;
}

/** The last of them, and that there are more. */
function latest<T>(all: readonly T[], count: number, look: (one: T) => TemplateResult): TemplateResult {
  const earlier = all.length > count ? html`<div class="soft">… and earlier ones</div>` : nothing;
  return html`${earlier}${all.slice(-count).map(look)}`;
}

/** What kept the run from getting on, as far as it did; each with the steps that show it. */
export function diagnoses(
  found: readonly DiagnosisView[],
  host: Pick<MonitorsHost, "seek" | "point">,
): TemplateResult | typeof nothing {
  if (found.length === 0) return nothing;
  return html`<h3>What held the run up</h3>
    <ul class="diagnoses">
      ${found.map(({ id, name, sentence: what, steps }) => {
        const { point, rest } = showing(steps, host);
        return html`<li
          data-diagnosis=${id}
          @pointerenter=${point}
          @pointerleave=${rest}
          @focusin=${point}
          @focusout=${rest}
        >
          <b>${name}</b> ${what}
          ${steps.length > 0 ? html`<span class="steps">See ${stepLinks(steps, host)}</span>` : nothing}
        </li>`;
      })}
    </ul>`;
}

/** What the scenario expects of the whole run. */
export function expectations(expected: readonly ExpectationView[]): TemplateResult | typeof nothing {
  if (expected.length === 0) return nothing;
  return html`<h3>Expected by the end of the run</h3>
    <ul class="truths">
      ${expected.map(
        ({ text, holds, found }) =>
          html`<li class=${holds ? "holds" : "broken"}>
            <span class="mark" role="img" aria-label=${holds ? "as expected" : "not as expected"}>${holds ? "✓" : "✗"}</span>
            <span
              ><code>${text.replace(/^expect\s+/, "")}</code>${
                !holds && found ? html`<span class="proof">found: ${found}</span>` : nothing
              }</span
            >
          </li>`,
      )}
    </ul>`;
}

const LOG_BEFORE = 30;
const LOG_AFTER = 30;

export interface LogHost {
  toggle(open: boolean): void;
  seek(step: number): void;
}

export function logPanel(run: Run, step: number, isOpen: boolean, host: LogHost): TemplateResult {
  const { stepCount } = run.header;
  const from = Math.max(0, Math.min(step - LOG_BEFORE, stepCount - LOG_BEFORE - LOG_AFTER));
  const to = Math.min(stepCount, from + LOG_BEFORE + LOG_AFTER);
  return html`<details
    class="card panel log-panel"
    ?open=${isOpen}
    @toggle=${(event: Event) => host.toggle((event.target as HTMLDetailsElement).open)}
  >
    <summary><h2>Every step in words</h2></summary>
    ${
      isOpen
        ? html`<p class="soft">Steps ${from} to ${to} of ${stepCount}.</p>
            <ol class="log">
              ${alive(() => run.steps.range(from, to)).map(
                (view) =>
                  html`<li class=${view.step > step ? "future" : ""} aria-current=${view.step === step ? "step" : nothing}>
                    <button class="as-link number" aria-label="Go to step ${view.step}" @click=${() => host.seek(view.step)}>
                      ${view.step}
                    </button>
                    <span class="at">${time(view.atMs)}</span>
                    <span class="words">${sentence(view.sentence)}</span>
                  </li>`,
              )}
            </ol>`
        : nothing
    }
  </details>`;
}

function alive<T>(work: () => T[]): T[] {
  try {
    return work();
  } catch {
    return [];
  }
}
