// The only importer of the generated wasm package: everything else takes the core from here.

import init, { check, Playground, summary, version, withProtocol, withRule } from "../pkg/antipaxos.js";
import wasmUrl from "../pkg/antipaxos_bg.wasm?url";

export type {
  ActionView,
  Figure,
  Header,
  Marker,
  MessageState,
  MonitorState,
  Motion,
  NodeState,
  Problem,
  ProtocolName as Protocol,
  Ref,
  Shape,
  Span,
  StateView,
  StepView,
  Summary,
  ViewName as View,
  Window,
} from "../pkg/antipaxos.js";
export { check, Playground, summary, version, withProtocol, withRule };

/** What the core throws on purpose: a stable code, and a place where it is about a text. */
export interface CoreError extends Error {
  code: string;
  line: number | null;
  column: number | null;
  expected: string | null;
  hint: string | null;
}

/**
 * Loads the core; nothing else of it may be used before. `bytes` is the module itself, where it can't
 * be fetched (under Node).
 */
export async function loadCore(bytes?: Uint8Array<ArrayBuffer>): Promise<void> {
  await init({ module_or_path: bytes ?? wasmUrl });
}

/** A trap in the wasm instance: it is dead from then on. */
export function isCoreDeath(error: unknown): boolean {
  return error instanceof Error && error.name === "RuntimeError";
}

/** An error that the core threw on purpose, with its stable code. */
export function isCoreError(error: unknown): error is CoreError {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
