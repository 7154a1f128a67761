// In a small window the dock lies over the figure. Who begins to play is to see what moves, and what was just
// touched stays where it is.

const MARGIN_PX = 6;

const rect = (root: ParentNode, selector: string) => root.querySelector(selector)?.getBoundingClientRect();

/**
 * What comes above the figure with a change moves it no further under the dock. What comes back is to be done once
 * the change is drawn.
 */
export function keepInPlace(root: ParentNode): () => void {
  const before = rect(root, ".card")?.top;
  return () => {
    const [card, dock] = [rect(root, ".card"), rect(root, ".dock")];
    if (before === undefined || !card || !dock?.height) return;
    const moved = card.top - before;
    if (moved > 0 && dock.top > card.top && card.bottom > dock.top) scrollBy({ top: moved });
  };
}

/** Scrolls so far that the figure on top is seen to its end; its own top stays in the window. */
export function reveal(root: ParentNode): void {
  const [card, figure] = [rect(root, ".card"), rect(root, ".card svg.figure")];
  const transport = rect(root, ".transport");
  if (!card || !figure || !transport) return;
  // In a short window the dock has no box of its own.
  const dock = rect(root, ".dock");
  const top = dock?.height ? dock.top : transport.top;
  if (top < figure.top) return;
  const end = transport.left >= card.right ? innerHeight : Math.min(top, innerHeight);
  if (figure.bottom <= end) return;
  const hidden = Math.min(card.bottom + MARGIN_PX - end, card.top - MARGIN_PX);
  if (hidden > 0) scrollBy({ top: hidden });
}
