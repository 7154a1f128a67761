/** Puts a menu or a tooltip at a point of its player, within the player's width. */
export function place(element: HTMLElement, x: number, y: number, within: number): void {
  const left = Math.max(4, Math.min(x, within - element.offsetWidth - 4));
  element.style.setProperty("left", `${Math.round(left)}px`);
  element.style.setProperty("top", `${Math.round(y)}px`);
}
