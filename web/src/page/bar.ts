// The page's head: its name, the protocol, the ways to other scenarios and out of here.

import { html, nothing, type TemplateResult } from "lit";
import type { Protocol } from "../core";

export interface BarHost {
  setProtocol(protocol: Protocol): void;
  showKeys(): void;
  showGallery(): void;
  /** To the scenario before this one, or after it. */
  go(by: -1 | 1): void;
  share(): void;
}

export interface Bar {
  /** None while no run is open. */
  protocol: Protocol | null;
  /** Whether it is a scenario of the list, which has others before and after it. */
  isListed: boolean;
  /** The titles of those, once they are known. */
  before: string | null;
  after: string | null;
  /** What was just done. */
  said: string;
}

export function bar({ protocol, isListed, before, after, said }: Bar, host: BarHost): TemplateResult {
  const go = (by: -1 | 1, name: string, title: string | null, arrow: string) =>
    isListed
      ? html`<button class="button go" aria-label="${name} scenario" title=${title ?? `${name} scenario`} @click=${() => host.go(by)}>${arrow}</button>`
      : nothing;
  const segment = (value: Protocol, name: string) =>
    html`<button
      aria-pressed=${protocol === value ? "true" : "false"}
      ?disabled=${protocol === null}
      @click=${() => host.setProtocol(value)}
    >
      ${name}
    </button>`;
  return html`<header class="bar">
    <a class="wordmark" href="./">anti<i>paxos</i></a>
    <div class="segments" role="group" aria-label="Protocol">${segment("basic", "Basic")}${segment("multi", "Multi")}</div>
    <span class="grow">Paxos, message by message</span>
    <button class="button keys-button" aria-label="Keys" title="Keys" @click=${host.showKeys}>?</button>
    ${go(-1, "Previous", before, "←")}
    <button class="button" aria-haspopup="dialog" aria-label="Scenarios" @click=${host.showGallery}>
      <span class="wide">Scenarios</span><span class="narrow" aria-hidden="true">☰</span>
    </button>
    ${go(1, "Next", after, "→")}
    <button class="button primary" @click=${host.share}>Share</button>
    ${said ? html`<span class="said-bubble" aria-hidden="true">${said}</span>` : nothing}
  </header>`;
}
