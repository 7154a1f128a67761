import { expect, test } from "vitest";
import type { Frames } from "../../src/player/clock";
import { Turns } from "../../src/player/turns";

/** Frames that come when the test says so. */
class TestFrames implements Frames {
  readonly #asked: (() => void)[] = [];

  request(callback: (nowMs: number) => void): number {
    return this.#asked.push(() => callback(0));
  }

  cancel(): void {}

  get count(): number {
    return this.#asked.length;
  }

  next(): void {
    this.#asked.shift()?.();
  }
}

test("each piece has a frame of its own, in the order in which they came", () => {
  const frames = new TestFrames();
  const turns = new Turns(frames);
  const done: string[] = [];
  for (const name of ["told", "ledger", "board"]) turns.add(name, () => done.push(name));
  expect(done).toEqual([]);
  expect(frames.count).toBe(1);
  frames.next();
  expect(done).toEqual(["told"]);
  frames.next();
  frames.next();
  expect(done).toEqual(["told", "ledger", "board"]);
  expect(frames.count, "nothing is asked for when nothing waits").toBe(0);
});

test("of one name the last is done, and it does not lose its place", () => {
  const frames = new TestFrames();
  const turns = new Turns(frames);
  const done: string[] = [];
  turns.add("ledger", () => done.push("ledger of step 1"));
  turns.add("board", () => done.push("board"));
  turns.add("ledger", () => done.push("ledger of step 2"));
  frames.next();
  frames.next();
  expect(done).toEqual(["ledger of step 2", "board"]);
});

test("what asks for another piece gets another frame, and a piece that fails keeps none from its turn", () => {
  const frames = new TestFrames();
  const turns = new Turns(frames);
  const done: string[] = [];
  turns.add("one", () => {
    turns.add("one", () => done.push("again"));
    throw new Error("failed");
  });
  turns.add("two", () => done.push("two"));
  expect(() => frames.next()).toThrow("failed");
  frames.next();
  frames.next();
  expect(done).toEqual(["two", "again"]);
  expect(frames.count).toBe(0);
});
