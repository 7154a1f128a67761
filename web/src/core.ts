// The only importer of the generated wasm package: everything else takes the core from here.

import * as wasm from "../pkg/antipaxos.js";
import wasmUrl from "../pkg/antipaxos_bg.wasm?url";
import type { Core, CoreError } from "./core/types";

export type * from "./core/types";
export const { version } = wasm;

export const { Playground, scenarios, withProtocol, check } = wasm as unknown as Core;

/**
 * Loads the core; nothing else of it may be used before. `bytes` is the module itself, where it can't
 * be fetched (under Node).
 */
export async function loadCore(bytes?: Uint8Array<ArrayBuffer>): Promise<void> {
  await wasm.default({ module_or_path: bytes ?? wasmUrl });
}

/** A trap in the wasm instance: it is dead from then on. */
export function isCoreDeath(error: unknown): boolean {
  return error instanceof Error && error.name === "RuntimeError";
}

/** An error that the core threw on purpose, with its stable code. */
export function isCoreError(error: unknown): error is CoreError {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
