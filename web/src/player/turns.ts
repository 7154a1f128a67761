// What a step changes besides what travels is drawn a piece a frame: no frame is long, and a click is
// answered before all of the page is drawn anew.

import { browserFrames, type Frames } from "./clock";

export class Turns {
  readonly #frames: Frames;
  readonly #waiting = new Map<string, () => void>();
  #handle: number | null = null;

  constructor(frames: Frames = browserFrames) {
    this.#frames = frames;
  }

  /** Does it in a frame of its own, after those that wait already. Of one name only the last is done. */
  add(name: string, work: () => void): void {
    this.#waiting.set(name, work);
    this.#handle ??= this.#frames.request(this.#next);
  }

  readonly #next = (): void => {
    const [first] = this.#waiting;
    if (first) this.#waiting.delete(first[0]);
    this.#handle = this.#waiting.size > 0 ? this.#frames.request(this.#next) : null;
    first?.[1]();
  };
}
