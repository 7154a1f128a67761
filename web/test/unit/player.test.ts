import { beforeEach, expect, test } from "vitest";
import type { Frames } from "../../src/player/clock";
import { type Listener, Player, STEP_MS, type Track } from "../../src/player/player";

/** Animation frames that come when the test says so. */
class TestFrames implements Frames {
  #now = 0;
  #next: ((nowMs: number) => void) | null = null;

  request(callback: (nowMs: number) => void): number {
    this.#next = callback;
    return 1;
  }

  cancel(): void {
    this.#next = null;
  }

  get asked(): boolean {
    return this.#next !== null;
  }

  /** Lets `ms` pass in frames of 20 ms. */
  pass(ms: number): void {
    for (let left = ms; left >= 0 && this.#next; left -= 20) {
      const callback = this.#next;
      this.#next = null;
      callback(this.#now);
      this.#now += 20;
    }
  }
}

const plainTrack: Track = {
  stepCount: 10,
  next: (step) => Math.min(10, step + 1),
  previous: (step) => Math.max(0, step - 1),
};
/** Steps 3 to 8 are folded. */
const foldedTrack: Track = {
  stepCount: 10,
  next: (step) => (step >= 2 && step < 9 ? 9 : Math.min(10, step + 1)),
  previous: (step) => (step > 2 && step <= 9 ? 2 : Math.max(0, step - 1)),
};

let frames: TestFrames;
let events: string[];
let player: Player;

beforeEach(() => {
  frames = new TestFrames();
  events = [];
  const listener: Listener = {
    stepped: (step, before) => events.push(`${before}->${step}`),
    moved: () => {},
    played: () => events.push("play"),
    paused: () => events.push("pause"),
    ended: () => events.push("ended"),
  };
  player = new Player(listener, frames);
  player.load(plainTrack, 0);
});

test("at normal speed a step takes its time, at 4x a quarter of it", () => {
  player.play();
  frames.pass(STEP_MS - 60);
  expect(player.step).toBe(0);
  frames.pass(100);
  expect(player.step).toBe(1);
  player.playbackRate = 4;
  frames.pass(STEP_MS);
  expect(player.step).toBe(5);
});

test("it plays to the end, says so, and asks for no more frames", () => {
  player.playbackRate = 8;
  player.play();
  frames.pass(STEP_MS * 3);
  expect(player.step).toBe(10);
  expect(player.ended).toBe(true);
  expect(events.slice(-2)).toEqual(["pause", "ended"]);
  expect(frames.asked).toBe(false);
});

test("it plays as far as it is told to, and pauses there, at any speed", () => {
  for (const rate of [1, 16]) {
    player.playbackRate = rate;
    player.seek(2);
    player.playTo(5);
    expect(player.paused).toBe(false);
    frames.pass(STEP_MS * 4);
    expect([player.step, player.position, player.paused]).toEqual([5, 5, true]);
  }
  player.playTo(5);
  expect(player.paused).toBe(true);
  player.playbackRate = 1;
  player.play();
  frames.pass(STEP_MS);
  expect(player.paused).toBe(false);
});

test("playing as far as the end ends there", () => {
  player.seek(8);
  player.playTo(10);
  frames.pass(STEP_MS * 3);
  expect(events.slice(-2)).toEqual(["pause", "ended"]);
});

test("playing at the end starts over", () => {
  player.seek(10);
  player.play();
  expect(player.step).toBe(0);
  expect(player.paused).toBe(false);
});

test("with loop it goes round", () => {
  player.loop = true;
  player.playbackRate = 8;
  player.play();
  frames.pass(STEP_MS * 3);
  expect(events).toContain("10->0");
  expect(player.paused).toBe(false);
});

test("pausing within a step stands on the step and stops the clock", () => {
  player.play();
  frames.pass(STEP_MS * 1.5);
  expect(player.position).toBeGreaterThan(1);
  player.pause();
  expect(player.position).toBe(1);
  expect(frames.asked).toBe(false);
});

test("folded steps are passed quickly when playing and over when stepping", () => {
  player.load(foldedTrack, 2);
  player.stepForward();
  expect(player.step).toBe(9);
  player.stepBack();
  expect(player.step).toBe(2);
  player.play();
  frames.pass(STEP_MS * 1.4);
  expect(player.step).toBe(9);
});

test("stepping counts at once while the picture travels after it, and settles", () => {
  player.stepForward();
  expect(player.step).toBe(1);
  expect(player.position).toBe(0);
  frames.pass(200);
  expect(player.position).toBeGreaterThan(0);
  expect(player.position).toBeLessThan(1);
  frames.pass(600);
  expect(player.position).toBe(1);
  expect(frames.asked).toBe(false);
});

test("ten on and ten back is where it began", () => {
  for (let count = 0; count < 10; count += 1) player.stepForward();
  expect(player.step).toBe(10);
  for (let count = 0; count < 10; count += 1) player.stepBack();
  frames.pass(1000);
  expect(player.position).toBe(0);
});

test("with reduced motion nothing travels", () => {
  player.still = true;
  player.stepForward();
  expect(player.position).toBe(1);
  expect(frames.asked).toBe(false);
  player.play();
  frames.pass(STEP_MS * 1.5);
  expect(player.position).toBe(2);
});

test("seeking is kept within the run", () => {
  player.seek(99);
  expect(player.step).toBe(10);
  player.seek(-4);
  expect(player.step).toBe(0);
  player.seek(Number.NaN);
  expect(player.step).toBe(0);
});

test("a page that was hidden does not catch up in one frame", () => {
  player.play();
  let tick: ((nowMs: number) => void) | null = null;
  const slow: Frames = {
    request: (callback) => {
      tick = callback;
      return 1;
    },
    cancel: () => {
      tick = null;
    },
  };
  const other = new Player(
    { stepped: () => {}, moved: () => {}, played: () => {}, paused: () => {}, ended: () => {} },
    slow,
  );
  other.load(plainTrack, 0);
  other.play();
  for (const now of [0, 60_000]) (tick as ((nowMs: number) => void) | null)?.(now);
  expect(other.step).toBe(0);
});
