// The list of keys.

import { html, type TemplateResult } from "lit";

const KEYS: readonly [keys: readonly string[], does: string][] = [
  [["Space", "k"], "play or pause"],
  [["←", "→"], "one step back, one step on"],
  [["Home", "End"], "to the start, to the end"],
  [["n"], "play to the next event: a fault, a leader, a value chosen, a note"],
  [["u"], "run until something: a message, a choice, an answer; ← and → say which way"],
  [["Tab"], "to the nodes and messages under the stage; there ← and → go from one to the next"],
  [["Enter"], "what can be done to one of them"],
  [["Esc"], "close a menu, leave a view that is alone"],
  [["↑", "↓"], "in a menu, among the branches and the scenarios: one up, one down"],
  [["F2", "Delete"], "on a branch: rename it, delete it"],
  [["Ctrl+Z", "Ctrl+Shift+Z"], "take a change back, do it again"],
  [["?"], "this list"],
];

export function keysDialog(): TemplateResult {
  return html`<dialog id="keys" aria-labelledby="keys-title">
    <h2 id="keys-title">Keys</h2>
    <dl>
      ${KEYS.map(
        ([keys, does]) =>
          html`<div>
            <dt>${keys.map((key) => html`<kbd>${key}</kbd> `)}</dt>
            <dd>${does}</dd>
          </div>`,
      )}
    </dl>
    <form method="dialog"><button class="primary">Close</button></form>
  </dialog>`;
}
