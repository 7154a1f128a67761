// The element's name.

import { PaxosPlayer } from "../element";

declare global {
  interface HTMLElementTagNameMap {
    "paxos-player": PaxosPlayer;
  }
}

export function definePlayer(): void {
  if (!customElements.get("paxos-player")) customElements.define("paxos-player", PaxosPlayer);
}
