import { readFile } from "node:fs/promises";
import type { CoreBytes } from "../../src/core/load";

const part = async (name: string) =>
  new Uint8Array(await readFile(new URL(`../../pkg/antipaxos_${name}.wasm`, import.meta.url)));

/** The core's two modules, as they were built. */
export async function coreBytes(): Promise<CoreBytes> {
  return { first: await part("bg"), rest: await part("rest") };
}
