// What holds at this step, and what is broken: in words, with the steps that prove it and the rule that
// would have stopped it. Of a property that holds, what is looked at and who says that it must.

import { html, nothing, type TemplateResult } from "lit";
import { type MonitorState, ruleTexts } from "../core";
import { explaining } from "../element/term";
import { withTitles } from "../model/papers";
import { watched } from "./watched";

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
  const inText = explaining();
  return html`<section class="card panel truth-panel" aria-labelledby="truth-title">
    <h2 id="truth-title">True at this step</h2>
    ${broken.length > 0 ? html`<ul class="violations">${broken.map((one) => violation(one, host))}</ul>` : nothing}
    <details ?open=${isOpen} @toggle=${(event: Event) => host.toggle((event.target as HTMLDetailsElement).open)}>
      <summary class=${broken.length === 0 ? "holds" : "broken"}>
        <span class="mark" aria-hidden="true">${broken.length === 0 ? "✓" : "✗"}</span> ${summary}
      </summary>
      <ul class="truths monitors">
        ${monitors.map((one) => truth(one, inText, host))}
      </ul>
    </details>
    ${expected}
  </section>`;
}

/** What shows some steps in the views while the pointer or the focus is there. */
export function showing(steps: readonly number[], host: Pick<MonitorsHost, "point">) {
  const point = () => host.point(steps);
  const rest = () => host.point(null);
  return { point, rest };
}

function truth(one: MonitorState, inText: (text: string) => unknown, host: MonitorsHost): TemplateResult {
  const { id, sentence, source, watches, holds, proof, steps } = one;
  const [look, mark, word] = !watches
    ? (["off", "–", "not looked at"] as const)
    : holds
      ? (["holds", "✓", "holds"] as const)
      : (["broken", "✗", "broken"] as const);
  const { point, rest } = showing(steps, host);
  const isBroken = look === "broken";
  return html`<li class=${look} data-monitor=${id}>
    <span class="mark" role="img" aria-label=${word}>${mark}</span>
    <details @toggle=${(event: Event) => event.stopPropagation()}>
      <summary
        @pointerenter=${isBroken ? point : nothing}
        @pointerleave=${isBroken ? rest : nothing}
        @focus=${isBroken ? point : nothing}
        @blur=${isBroken ? rest : nothing}
      >
        ${isBroken ? proof : sentence}
      </summary>
      <div class="looks-at">
        ${isBroken ? html`<p>${sentence}: not here. ${stepLinks(steps, host)}</p>` : nothing}
        <p>Looks at: ${inText(watched[id] ?? "")}</p>
        <p class="soft">${id}. ${withTitles(source)}</p>
      </div>
    </details>
  </li>`;
}

function violation({ id, proof, steps, rule }: MonitorState, host: MonitorsHost): TemplateResult {
  const { point, rest } = showing(steps, host);
  return html`<li
    data-monitor=${id}
    @pointerenter=${point}
    @pointerleave=${rest}
    @focusin=${point}
    @focusout=${rest}
  >
    <p><b><span aria-hidden="true">✗</span> ${proof}</b></p>
    <p class="steps">
      ${steps.length === 1 ? "Step" : "Steps"} ${stepLinks(steps, host)} ${steps.length === 1 ? "proves" : "prove"} it.
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

/** The numbers of some steps, each a way there. */
export function stepLinks(steps: readonly number[], host: Pick<MonitorsHost, "seek">): TemplateResult[] {
  return steps.map(
    (step) =>
      html`<button class="as-link" aria-label="Go to step ${step}" @click=${() => host.seek(step)}>${step}</button> `,
  );
}
