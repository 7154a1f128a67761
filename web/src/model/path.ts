// Where on its path a moving thing is at a position of the playhead. Positions are in steps, fractional
// between two steps.

import type { Motion } from "../core";

export interface Point {
  x: number;
  y: number;
}

/** The part of the journey that is done at `position`, 0 to 1. */
export function progress(motion: Motion, position: number): number {
  const done = (position - motion.from + 0.5) / (motion.to - motion.from + 0.5);
  return Math.min(1, Math.max(0, done));
}

/** The point of the quadratic path at `t`, 0 to 1. */
export function pointAt({ x0, y0, cx, cy, x1, y1 }: Motion, t: number): Point {
  const u = 1 - t;
  return { x: u * u * x0 + 2 * u * t * cx + t * t * x1, y: u * u * y0 + 2 * u * t * cy + t * t * y1 };
}

/** In steps: how long it takes to appear, and to be gone. Standing on a step everything is plain to see. */
const FADE = 0.25;

/** How visible a traveller is, 0 to 1: it appears as it leaves, and is gone when it has arrived. */
export function opacity(motion: Motion, position: number): number {
  const appearing = Math.min(1, Math.max(0, (position - motion.from + 0.5) / FADE));
  if (motion.ends === "waits") return appearing;
  return Math.min(appearing, Math.min(1, Math.max(0, (motion.to - position) / FADE)));
}
