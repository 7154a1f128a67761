// The rules that a run breaks: said above it, and switched on again with one click.

import { html, nothing, type TemplateResult } from "lit";
import type { Header } from "../core";

/** `idle`: one of them of which it is known that the run goes the same way with it. */
export function brokenRules(
  header: Header,
  idle: string | null,
  keep: (id: string) => void,
): TemplateResult | typeof nothing {
  if (header.broken.length === 0) return nothing;
  return html`<ul class="broken-rules" aria-label="Rules that this run breaks">
    ${header.broken.map(
      ({ id, name, off }) =>
        html`<li>
          <p><b>${id}</b> ${name.replaceAll("-", " ")} <b class="off">is off.</b> ${off}
            ${id === idle ? html`<b>Here it makes no difference:</b> the run goes the same way.` : nothing}
          </p>
          <button class="as-link" @click=${() => keep(id ?? "")}>Switch it on</button>
        </li>`,
    )}
  </ul>`;
}
