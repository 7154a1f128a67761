// Headless playback: where the playhead is and how it moves. It knows steps and which of them are
// folded, and nothing of what they mean.

import { Clock, type Frames } from "./clock";

/** How long one unfolded step takes at normal speed. */
export const STEP_MS = 900;
/** A run of folded steps, however long, takes no longer than this at normal speed. */
const FOLDED_MS = 240;
/** Stepping by hand lets the messages of that step travel, briefly. */
const GLIDE_MS = 420;

/** Each is twice the one before. */
export const SPEEDS = [0.125, 0.25, 0.5, 1, 2, 4, 8, 16] as const;

export interface Track {
  readonly stepCount: number;
  /** The next, the previous step that is not folded. */
  next(step: number): number;
  previous(step: number): number;
}

export interface Listener {
  /** The step changed; those passed on the way are (`before`, `step`]. */
  stepped(step: number, before: number): void;
  /** The position moved, within a step too. */
  moved(position: number): void;
  played(): void;
  paused(): void;
  ended(): void;
}

export class Player {
  readonly #clock: Clock;
  readonly #listener: Listener;
  #track: Track = { stepCount: 0, next: () => 0, previous: () => 0 };
  #position = 0;
  #step = 0;
  #paused = true;
  #glide: { from: number; to: number; done: number } | null = null;
  /** Where playing pauses by itself. */
  #until = Number.POSITIVE_INFINITY;
  playbackRate = 1;
  loop = false;
  /** Jump from step to step instead of travelling. */
  still = false;

  constructor(listener: Listener, frames?: Frames) {
    this.#listener = listener;
    this.#clock = new Clock((elapsed) => this.#tick(elapsed), frames);
  }

  /** Another run, or the same one changed: stands at `step`, paused. */
  load(track: Track, step: number): void {
    this.pause();
    this.#glide = null;
    this.#track = track;
    this.#step = clamp(step, track.stepCount);
    this.#position = this.#step;
    this.#settle();
  }

  /** In steps, fractional while something travels. */
  get position(): number {
    return this.still ? Math.floor(this.#position + 1e-9) : this.#position;
  }

  get step(): number {
    return this.#step;
  }

  get stepCount(): number {
    return this.#track.stepCount;
  }

  get paused(): boolean {
    return this.#paused;
  }

  get ended(): boolean {
    return this.#step >= this.#track.stepCount;
  }

  play(): void {
    if (!this.#paused) return;
    this.#glide = null;
    if (this.ended) this.#jump(0);
    this.#position = this.#step;
    this.#paused = false;
    this.#clock.start();
    this.#listener.played();
  }

  /** Plays as far as `step`, and pauses there. */
  playTo(step: number): void {
    if (step <= this.#step) return;
    this.play();
    this.#until = step;
  }

  pause(): void {
    this.#until = Number.POSITIVE_INFINITY;
    if (this.#paused) return;
    this.#paused = true;
    this.#glide = null;
    this.#position = this.#step;
    this.#settle();
    this.#listener.moved(this.position);
    this.#listener.paused();
  }

  seek(step: number): void {
    this.#glide = null;
    this.#jump(clamp(step, this.#track.stepCount));
    if (this.#paused) this.#settle();
  }

  stepForward(): void {
    this.#travel(this.#track.next(this.#step));
  }

  stepBack(): void {
    this.#travel(this.#track.previous(this.#step));
  }

  /** Ends the clock; the player can be loaded again. */
  stop(): void {
    this.#paused = true;
    this.#settle();
  }

  #travel(to: number): void {
    this.pause();
    const before = this.#step;
    if (to === before) return;
    const from = to > before ? Math.max(before, to - 1) : Math.min(before, to + 1);
    this.#step = to;
    if (this.still) {
      this.#glide = null;
      this.#position = to;
    } else {
      this.#glide = { from, to, done: 0 };
      this.#position = from;
      this.#clock.start();
    }
    this.#listener.stepped(to, before);
    this.#listener.moved(this.position);
  }

  #jump(step: number): void {
    const before = this.#step;
    this.#step = step;
    this.#position = step;
    if (step !== before) this.#listener.stepped(step, before);
    this.#listener.moved(this.position);
  }

  #settle(): void {
    if (this.#paused && this.#glide === null) this.#clock.stop();
  }

  #tick(elapsedMs: number): void {
    if (this.#glide) this.#tickGlide(this.#glide, elapsedMs);
    else if (!this.#paused) this.#tickPlay(elapsedMs * this.playbackRate);
    else this.#settle();
  }

  #tickGlide(glide: { from: number; to: number; done: number }, elapsedMs: number): void {
    glide.done = Math.min(1, glide.done + elapsedMs / GLIDE_MS);
    this.#position = glide.from + (glide.to - glide.from) * glide.done;
    if (glide.done === 1) {
      this.#glide = null;
      this.#settle();
    }
    this.#listener.moved(this.position);
  }

  #tickPlay(elapsedMs: number): void {
    let left = elapsedMs;
    const before = this.#step;
    const end = Math.min(this.#until, this.#track.stepCount);
    while (left > 0 && this.#position < end) {
      const at = Math.floor(this.#position + 1e-9);
      const next = Math.max(at + 1, this.#track.next(at));
      const folded = next - this.#track.previous(next) - 1;
      // Folded steps first, quickly; then the one that matters, at its own pace.
      const quick = this.#position < next - 1 - 1e-9;
      const until = quick ? next - 1 : next;
      const perStep = quick ? FOLDED_MS / Math.max(folded, 3) : STEP_MS;
      const needed = (until - this.#position) * perStep;
      if (needed <= left) {
        this.#position = until;
        left -= Math.max(needed, 1e-6);
      } else {
        this.#position += left / perStep;
        left = 0;
      }
    }
    // Several steps may have gone by at once.
    this.#position = Math.min(this.#position, end);
    this.#step = Math.floor(this.#position + 1e-9);
    if (this.#step !== before) this.#listener.stepped(this.#step, before);
    if (this.#paused) return;
    if (this.#step >= this.#until && !this.ended) this.pause();
    else if (this.ended) this.#finish();
    else this.#listener.moved(this.position);
  }

  #finish(): void {
    if (this.loop && this.#track.stepCount > 0) {
      this.#jump(0);
      return;
    }
    this.#until = Number.POSITIVE_INFINITY;
    this.#paused = true;
    this.#settle();
    this.#listener.moved(this.position);
    this.#listener.paused();
    this.#listener.ended();
  }
}

function clamp(step: number, stepCount: number): number {
  if (!Number.isFinite(step)) return 0;
  return Math.max(0, Math.min(stepCount, Math.trunc(step)));
}
