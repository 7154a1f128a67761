// The core in two parts, under Node: what the first does alone, and that it asks for the second once.

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { check, isPlain, loadFirst, Playground } from "../../src/core";
import { FIRST_SLUG, scenarioText } from "../../src/core/library";
import { Rest } from "../../src/core/rest";
import { texts } from "../../src/core/texts";

const part = async (name: string) =>
  new Uint8Array(await readFile(new URL(`../../pkg/antipaxos_${name}.wasm`, import.meta.url)));

test("the first part plays what is plain alone; another call brings the second, once", async () => {
  const rest = new Rest("nowhere");
  const bytes = await part("rest");
  let asked = 0;
  const need = () => {
    asked += 1;
    rest.put(bytes);
  };
  rest.attach(await loadFirst(await part("bg"), need));

  let arrivals = 0;
  rest.whenHere(() => {
    arrivals += 1;
  });
  const plain = texts.map(({ slug }) => slug).filter(isPlain);
  expect(plain).toContain(FIRST_SLUG);
  for (const slug of plain) {
    const run = Playground.open(await scenarioText(slug));
    const { stepCount } = run.header();
    run.steps(0, stepCount);
    for (let step = 0; step <= stepCount; step += 1) {
      run.seek(step);
      run.things();
      for (const width of [333, 777, 1111]) {
        run.figure("stage", width, { from: step, to: step }, null);
        run.figure("sequence", width, { from: step, to: step + 9 }, null);
      }
    }
    run.free();
  }
  expect(asked).toBe(0);
  await Promise.resolve();
  expect(arrivals).toBe(0);

  expect(check("frobnicate A\n")?.line).toBe(1);
  expect(asked).toBe(1);
  const run = Playground.open(await scenarioText(FIRST_SLUG));
  run.seek(2);
  expect(run.state().nodes).toHaveLength(3);
  expect(run.figure("board", 700, { from: 2, to: 2 }, null).shapes.length).toBeGreaterThan(0);
  expect(run.actions().length).toBeGreaterThan(0);
  expect(arrivals).toBe(1);
  expect(asked).toBe(1);
});
