import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { loadCore, version } from "../../src/core";
import { versionLine } from "../../src/model/version";

test("the core runs under Node and says its version", async () => {
  const read = (path: string) => readFile(new URL(path, import.meta.url));
  await loadCore(await read("../../pkg/antipaxos_bg.wasm"));
  const { version: ours } = JSON.parse((await read("../../../package.json")).toString()) as {
    version: string;
  };
  expect(versionLine(version())).toBe(`Antipaxos ${ours}`);
});
