import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { loadCore, version } from "../../src/core";

test("the core runs under Node and says its version", async () => {
  const read = (path: string) => readFile(new URL(path, import.meta.url));
  await loadCore(new Uint8Array(await read("../../pkg/antipaxos_bg.wasm")));
  const { version: ours } = JSON.parse((await read("../../../package.json")).toString()) as {
    version: string;
  };
  expect(version()).toBe(ours);
});
