// What the shapes on the stage mean: a line under it, and where that has no room a button that shows it.

import { html, svg, type TemplateResult } from "lit";

const sign = (shape: TemplateResult, width = 14) =>
  svg`<svg viewBox="0 0 ${width} 14" width=${width} height="14" aria-hidden="true">${shape}</svg>`;

const term = (word: string, text: string) => html`<paxos-term word=${word}>${text}</paxos-term>`;

const SIGNS: readonly [sign: TemplateResult, means: TemplateResult | string][] = [
  [sign(svg`<circle class="full" cx="7" cy="7" r="5"/>`), "request"],
  [sign(svg`<circle cx="7" cy="7" r="5"/>`), "reply"],
  [sign(svg`<rect class="full" x="2" y="2" width="10" height="10" rx="2"/>`), term("a vote", "vote")],
  [
    sign(svg`<rect class="full chosen" x="2" y="2" width="10" height="10" rx="2"/>`),
    term("chosen", "chosen"),
  ],
  [sign(svg`<path d="M1 3.500v8q8 2.500 16 0v-8q-8 2.500-16 0q8-2.500 16 0"/>`, 18), "on disk"],
  [sign(svg`<path class="timer" d="M7 1a6 6 0 1 1-6 6"/>`), "timer"],
  [
    sign(
      svg`<circle class="full owner-0" cx="6" cy="7" r="4.500"/><circle class="full owner-1" cx="17" cy="7" r="4.500"/><circle class="full owner-2" cx="28" cy="7" r="4.500"/>`,
      34,
    ),
    html`whose ${term("a ballot", "ballot")}`,
  ],
];

export const legend = html`<button class="legend-key" popovertarget="legend" aria-label="What the shapes mean" title="What the shapes mean">?</button>
  <ul class="legend" id="legend" popover aria-label="What the shapes mean">
    ${SIGNS.map(([shape, means]) => html`<li>${shape} <span>${means}</span></li>`)}
  </ul>`;
