// The core in two parts, under Node: what the first does alone, and that it asks for the second once.

import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { check, isPlain, loadFirst, Playground } from "../../src/core";
import { scenarioText, slugs } from "../../src/core/library";
import { Rest } from "../../src/core/rest";

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

  const plain = slugs.filter(isPlain);
  expect(plain).toContain(slugs[0]);
  for (const slug of plain) {
    const run = Playground.open(await scenarioText(slug));
    const { stepCount } = run.header();
    run.steps(0, stepCount);
    for (let step = 0; step <= stepCount; step += 1) {
      run.seek(step);
      run.state();
      for (const width of [333, 777, 1111]) {
        for (const view of ["stage", "ledger", "board"] as const) {
          run.figure(view, width, { from: step, to: step }, null);
        }
        run.figure("sequence", width, { from: step, to: step + 9 }, null);
      }
    }
    run.free();
  }
  expect(asked).toBe(0);

  expect(check("frobnicate A\n")?.line).toBe(1);
  expect(asked).toBe(1);
  const run = Playground.open(await scenarioText(slugs[0] ?? ""));
  run.seek(2);
  expect(run.actions().length).toBeGreaterThan(0);
  expect(asked).toBe(1);
});
