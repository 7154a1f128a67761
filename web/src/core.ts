// The only importer of the generated wasm package: everything else takes the core from here.

import init, {
  check,
  decodeLink,
  Opening,
  Playground,
  summary,
  version,
  withProtocol,
  withRule,
} from "../pkg/antipaxos.js";
import wasmUrl from "../pkg/antipaxos_bg.wasm?url";
import restUrl from "../pkg/antipaxos_rest.wasm?url";
import { onNeed, playedByFirst } from "../pkg/load.js";

export type {
  ActionView,
  BranchView,
  ComparisonView,
  DiagnosisView,
  EvidenceView,
  ExpectationView,
  Figure,
  Header,
  LinkView,
  Marker,
  MessageState,
  MonitorState,
  Motion,
  NodeState,
  OutcomeView,
  PointView,
  Problem,
  ProtocolName as Protocol,
  Ref,
  Shape,
  Span,
  StateView,
  StepView,
  Summary,
  Things,
  ViewName as View,
  Window,
} from "../pkg/antipaxos.js";
export { check, decodeLink, Opening, Playground, summary, version, withProtocol, withRule };

/** What the core throws on purpose: a stable code, and a place where it is about a text. */
export interface CoreError extends Error {
  code: string;
  line: number | null;
  column: number | null;
  expected: string | null;
  hint: string | null;
}

/** What the rules say, by their names: a file that only those fetch who are asked why. */
export const ruleTexts = async () => (await import("../pkg/rules.js")).rules;

/** Where the core's second part is. */
export { restUrl };

/**
 * Loads the core's first part; `bytes` is the module itself, where it can't be fetched. `need` is called in
 * the middle of a call that takes the second part, which has to be there when it returns. Resolves to what
 * the second part is instantiated with. For core/load.ts alone.
 */
export async function loadFirst(
  bytes: Uint8Array<ArrayBuffer> | undefined,
  need: () => void,
): Promise<object> {
  onNeed(need);
  return init({ module_or_path: bytes ?? wasmUrl });
}

/** Whether the first part alone can show and play a scenario that ships. */
export function isPlain(slug: string): boolean {
  return playedByFirst.includes(slug);
}

/** A trap in the wasm instance, or a part that it waited for in vain: it is dead from then on. */
export function isCoreDeath(error: unknown): boolean {
  return error instanceof Error && ["RuntimeError", "RestMissing"].includes(error.name);
}

/** An error that the core threw on purpose, with its stable code. */
export function isCoreError(error: unknown): error is CoreError {
  return error instanceof Error && "code" in error && typeof error.code === "string";
}
