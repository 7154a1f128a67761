// What holds at this step, and what is broken: in words, with the steps that prove it and the rule that
// would have stopped it.

import { html, nothing, type TemplateResult } from "lit";
import { type MonitorState, ruleTexts } from "../core";

const rules = await ruleTexts();

export interface MonitorsHost {
  toggle(open: boolean): void;
  seek(step: number): void;
  /** Shows these steps in the views; null: no more. */
  point(steps: readonly number[] | null): void;
}

export function monitorsPanel(
  monitors: readonly MonitorState[],
  isOpen: boolean,
  host: MonitorsHost,
  expected: TemplateResult | typeof nothing,
): TemplateResult {
  const watching = monitors.filter(({ watches }) => watches);
  const broken = watching.filter(({ holds }) => !holds);
  const summary =
    broken.length === 0
      ? `All ${watching.length} properties hold`
      : `${broken.length} of ${watching.length} properties ${broken.length === 1 ? "is" : "are"} broken`;
  return html`<section class="card panel truth-panel" aria-labelledby="truth-title">
    <h2 id="truth-title">True at this step</h2>
    ${broken.length > 0 ? html`<ul class="violations">${broken.map((one) => violation(one, host))}</ul>` : nothing}
    <details ?open=${isOpen} @toggle=${(event: Event) => host.toggle((event.target as HTMLDetailsElement).open)}>
      <summary class=${broken.length === 0 ? "holds" : "broken"}>
        <span class="mark" aria-hidden="true">${broken.length === 0 ? "✓" : "✗"}</span> ${summary}
      </summary>
      <ul class="truths">
        ${monitors.map(truth)}
      </ul>
    </details>
    ${expected}
  </section>`;
}

function truth({ id, sentence, source, watches, holds }: MonitorState): TemplateResult {
  const [look, mark, word] = !watches
    ? (["off", "–", "not looked at"] as const)
    : holds
      ? (["holds", "✓", "holds"] as const)
      : (["broken", "✗", "broken"] as const);
  return html`<li class=${look} data-monitor=${id}>
    <span class="mark" role="img" aria-label=${word}>${mark}</span>
    <span title="${id}. ${source}">${sentence}</span>
  </li>`;
}

function violation({ id, proof, steps, rule }: MonitorState, host: MonitorsHost): TemplateResult {
  const point = () => host.point(steps);
  const rest = () => host.point(null);
  const one = (step: number) =>
    html`<button class="as-link" aria-label="Go to step ${step}" @click=${() => host.seek(step)}>${step}</button> `;
  return html`<li
    data-monitor=${id}
    @pointerenter=${point}
    @pointerleave=${rest}
    @focusin=${point}
    @focusout=${rest}
  >
    <p><b><span aria-hidden="true">✗</span> ${proof}</b></p>
    <p class="steps">
      ${steps.length === 1 ? "Step" : "Steps"} ${steps.map(one)} ${steps.length === 1 ? "proves" : "prove"} it.
      ${
        rule
          ? html`<span title=${rules[rule.name]?.[0] ?? nothing}
              >${rule.id ? html`<b class="id">${rule.id}</b> ` : nothing}${rule.name.replaceAll("-", " ")} would
              have stopped it.</span
            >`
          : nothing
      }
    </p>
  </li>`;
}
