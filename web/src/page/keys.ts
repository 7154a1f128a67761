// The keys of a page with one player, while nothing has the focus: they are the player's.

import type { PaxosPlayer } from "../element";

const SCROLLS = new Set([" ", "Home", "End"]);

/** Those that scroll the page are the player's as long as it is in sight. */
export function takeKeys(player: PaxosPlayer): void {
  document.addEventListener("keydown", (event) => {
    if (event.target !== document.body || document.querySelector("dialog[open]")) return;
    if (SCROLLS.has(event.key) && (event.shiftKey || !isInSight(player))) return;
    player.handleKey(event);
  });
}

function isInSight(element: Element): boolean {
  const { top, bottom } = element.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
