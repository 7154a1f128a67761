// What a step's facts rest on, under its sentence: a line each, which draws it on all views while a pointer
// or the focus is on it, and keeps it there once it is pressed.

import { html, nothing, type TemplateResult } from "lit";
import type { EvidenceView, PointView, Ref } from "../core";
import { coreIsWhole } from "../core/load";
import type { Target } from "../draw/figure";
import type { Pointing } from "./pointing";
import type { Run } from "./run";
import { sentence } from "./words";

/** More at once would be a text of its own. */
const MOST = 3;
const MOST_STEPS = 8;

/** What each kind answers. */
const ASKED: Readonly<Record<string, string>> = {
  violation: "Proof",
  choice: "Chosen",
  refusal: "Why it refuses",
  lead: "Why it leads",
  adoption: "Why this value",
  freedom: "Why it is free",
  surrender: "Why it gives up",
  learning: "How it knows",
  execution: "Why now",
};

/** A line for each fact that rests on something; those beyond the first few are opened. */
export function evidenceList(
  run: Run,
  step: number,
  pointing: Pointing,
  seek: (step: number) => void,
): TemplateResult | typeof nothing {
  if (!coreIsWhole()) return nothing;
  const all = run.evidence(step);
  if (all.length === 0) return nothing;
  const lines = all.map((one) => line(one, step, pointing, seek));
  const more = lines.splice(MOST);
  return html`<ul class="evidence" aria-label="What this rests on">
      ${lines}
    </ul>
    ${
      more.length > 0
        ? html`<details class="more-evidence">
            <summary>${more.length} more</summary>
            <ul class="evidence" aria-label="What else it rests on">${more}</ul>
          </details>`
        : nothing
    }`;
}

function line(
  one: EvidenceView,
  step: number,
  pointing: Pointing,
  seek: (step: number) => void,
): TemplateResult {
  const isPinned = pointing.pinned === one.points;
  const over = () => pointing.show(one.points);
  const rest = () => pointing.show(null);
  const pin = () => pointing.pin(isPinned ? null : one.points);
  const go = (to: number) =>
    html`<button class="as-link" aria-label="Go to step ${to}" @click=${() => seek(to)}>${to}</button> `;
  const steps = stepsOf(one.points).filter((at) => at !== step);
  return html`<li class=${one.kind} @pointerenter=${over} @pointerleave=${rest} @focusin=${over} @focusout=${rest}>
    <button class="ground" aria-pressed=${isPinned ? "true" : "false"} title="Show it on the views" @click=${pin}>
      <b>${ASKED[one.kind] ?? one.kind}</b><span class="words">: ${sentence(one.words)}</span>
    </button>
    ${
      steps.length > 0
        ? html`<span class="steps">${steps.length === 1 ? "see step" : "see steps"} ${steps.map(go)}</span>`
        : nothing
    }
  </li>`;
}

function stepsOf(points: readonly PointView[]): number[] {
  const steps = points.flatMap(({ ref }) => (ref.type === "step" ? [ref.step] : []));
  return steps.sort((one, other) => one - other).slice(-MOST_STEPS);
}

/**
 * What the thing under the pointer rests on: a message, on what made its sender send it; what happened in a row;
 * a slot of the ledger, on the votes that chose its value. A row itself is nothing that happened.
 */
export function evidenceOf(run: Run, target: Target | null, step: number): readonly PointView[] | null {
  if (!coreIsWhole()) return null;
  const isRow = target?.ref.type === "step" && target.label === "";
  const at = target === null || isRow ? null : stepOf(run, target.ref, step);
  return (at === null ? undefined : run.evidence(at)[0]?.points) ?? null;
}

function stepOf(run: Run, ref: Ref, step: number): number | null {
  switch (ref.type) {
    case "step":
      return ref.step;
    case "message":
      return run.sentIn(ref.message);
    case "slot": {
      const chosen = run.header.markers.find(
        ({ kind, label }) => kind === "chosen" && label === `#${ref.slot} chosen`,
      );
      return chosen && chosen.step <= step ? chosen.step : null;
    }
    case "node":
    case "client":
    case "link":
    case "cell":
      return null;
  }
}
