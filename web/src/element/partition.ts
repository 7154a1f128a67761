// Who is cut off from whom: each node on one of two sides, and the line that this makes.

import { html, type TemplateResult } from "lit";
import { formTemplate, type MenuHost, problem } from "./menu";

/** The action that cuts these nodes off from all others; null where one side would be empty. */
export function partition(cutOff: readonly string[], nodes: readonly string[]): string | null {
  const sides = [
    nodes.filter((node) => cutOff.includes(node)),
    nodes.filter((node) => !cutOff.includes(node)),
  ];
  return sides.some((side) => side.length === 0)
    ? null
    : `cut ${sides.map((side) => side.join(" ")).join(" | ")}`;
}

export function partitionForm(
  cutOff: readonly string[],
  nodes: readonly string[],
  fault: string | null,
  host: MenuHost,
): TemplateResult {
  const action = partition(cutOff, nodes);
  const toggle = (node: string) =>
    host.turn({ part: cutOff.includes(node) ? cutOff.filter((one) => one !== node) : [...cutOff, node] });
  const fields = html`<fieldset class="sides">
      <legend>Cut off from the others</legend>
      ${nodes.map(
        (node) =>
          html`<label class="side">
            <input type="checkbox" .checked=${cutOff.includes(node)} @change=${() => toggle(node)} /> ${node}
          </label>`,
      )}
    </fieldset>
    <p class="outcome" role="status">${action ?? "Leave at least one node on each side."}</p>
    ${problem(fault)}`;
  return formTemplate("Cut the network in two", fields, () => action && host.choose(action), "Cut", host);
}
