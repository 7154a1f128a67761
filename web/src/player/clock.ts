// Time for the playback: ticks with the milliseconds since the last one, while it runs.

export interface Frames {
  request(callback: (nowMs: number) => void): number;
  cancel(handle: number): void;
}

export const browserFrames: Frames = {
  request: (callback) => requestAnimationFrame(callback),
  cancel: (handle) => cancelAnimationFrame(handle),
};

/** A page that was hidden for a minute does not play a minute in one frame. */
const LONGEST_TICK_MS = 100;

export class Clock {
  readonly #frames: Frames;
  readonly #tick: (elapsedMs: number) => void;
  #handle: number | null = null;
  #last: number | null = null;

  constructor(tick: (elapsedMs: number) => void, frames: Frames = browserFrames) {
    this.#tick = tick;
    this.#frames = frames;
  }

  get running(): boolean {
    return this.#handle !== null;
  }

  start(): void {
    if (this.#handle !== null) return;
    this.#last = null;
    this.#handle = this.#frames.request(this.#frame);
  }

  stop(): void {
    if (this.#handle !== null) this.#frames.cancel(this.#handle);
    this.#handle = null;
  }

  readonly #frame = (nowMs: number): void => {
    const elapsed = this.#last === null ? 0 : Math.min(LONGEST_TICK_MS, Math.max(0, nowMs - this.#last));
    this.#last = nowMs;
    this.#handle = this.#frames.request(this.#frame);
    this.#tick(elapsed);
  };
}
