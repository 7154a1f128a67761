import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { version } from "../../src/core";
import { loadCore } from "../../src/core/load";

test("the core runs under Node and says its version", async () => {
  const read = async (path: string) => new Uint8Array(await readFile(new URL(path, import.meta.url)));
  await loadCore({
    first: await read("../../pkg/antipaxos_bg.wasm"),
    rest: await read("../../pkg/antipaxos_rest.wasm"),
  });
  const { version: ours } = JSON.parse(new TextDecoder().decode(await read("../../../package.json"))) as {
    version: string;
  };
  expect(version()).toBe(ours);
});
