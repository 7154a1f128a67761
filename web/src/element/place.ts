const MARGIN_PX = 4;

/**
 * Puts a menu or a tooltip at a point of its player: within the player's width, and above the point where
 * the window, or what is to be seen of it, ends below it.
 */
export function place(element: HTMLElement, x: number, y: number, within: number, end = innerHeight): void {
  const left = Math.max(MARGIN_PX, Math.min(x, within - element.offsetWidth - MARGIN_PX));
  const at = (top: number) => element.style.setProperty("top", `${Math.round(top)}px`);
  element.style.setProperty("left", `${Math.round(left)}px`);
  at(y);
  const { top, bottom } = element.getBoundingClientRect();
  const below = bottom + MARGIN_PX - end;
  if (below > 0) at(y - Math.min(below, Math.max(0, top - MARGIN_PX)));
}
