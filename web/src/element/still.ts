// How far a hand may stray while it presses.

/** A hand is never quite still. */
export const STILL_PX = 10;

export function distance(one: MouseEvent, other: MouseEvent): number {
  return Math.hypot(other.clientX - one.clientX, other.clientY - one.clientY);
}
