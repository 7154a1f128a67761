// The only importer of the generated wasm package: everything else takes the core from here.

import init, { version } from "../pkg/antipaxos.js";
import wasmUrl from "../pkg/antipaxos_bg.wasm?url";

export { version };

/**
 * Loads the core; nothing else of it may be used before. `bytes` is the module itself, where it can't
 * be fetched (under Node).
 */
export async function loadCore(bytes?: BufferSource): Promise<void> {
  await init({ module_or_path: bytes ?? wasmUrl });
}
