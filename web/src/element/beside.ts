// Bubbles that explain: beside what they belong to, and within the window.

const EDGE_PX = 8;
const GAP_PX = 4;

/**
 * How a bubble stands in the window beside what it belongs to: under it, or above it where there is more room; where
 * that is too little, it is to scroll.
 */
function fitted(anchor: DOMRect, bubble: HTMLElement): { top: number; left: number } {
  bubble.style.setProperty("max-height", "none");
  const [above, below] = [anchor.top - GAP_PX - EDGE_PX, innerHeight - anchor.bottom - GAP_PX - EDGE_PX];
  const { offsetWidth, offsetHeight } = bubble;
  const isBelow = offsetHeight <= below || below >= above;
  const most = Math.floor(isBelow ? below : above);
  const height = Math.min(offsetHeight, Math.max(EDGE_PX, most));
  if (offsetHeight > most) bubble.style.setProperty("max-height", `${height}px`);
  const room = document.documentElement.clientWidth - offsetWidth - EDGE_PX;
  return {
    top: isBelow ? anchor.bottom + GAP_PX : anchor.top - GAP_PX - height,
    left: Math.max(EDGE_PX, Math.min(anchor.left, room)),
  };
}

/** Puts a bubble there; `origin`: the point of the window from which its place is counted. */
export function beside(anchor: Element, bubble: HTMLElement, origin = { left: 0, top: 0 }): void {
  const { top, left } = fitted(anchor.getBoundingClientRect(), bubble);
  bubble.style.setProperty("left", `${Math.round(left - origin.left)}px`);
  bubble.style.setProperty("top", `${Math.round(top - origin.top)}px`);
}

/** Puts the explanation of a rule beside its button, while there is one. */
export function placeRule(root: ParentNode): void {
  const [rule, why] = [root.querySelector<HTMLElement>("#rule:not([hidden])"), root.querySelector(".why")];
  const origin = rule?.offsetParent?.getBoundingClientRect();
  if (rule && why && origin) beside(why, rule, origin);
}
