// Loading the core: its first part at the start, the second when it is wanted.

import { loadFirst, restUrl } from "../core";
import { Rest, whenTouched } from "./rest";

/** The core's two modules, where they can't be fetched (under Node). */
export interface CoreBytes {
  first: Uint8Array<ArrayBuffer>;
  rest: Uint8Array<ArrayBuffer>;
}

const rest = new Rest(restUrl);

/** Loads the core; nothing else of it may be used before. The second part comes when it is needed. */
export async function loadCore(bytes?: CoreBytes): Promise<void> {
  rest.attach(await loadFirst(bytes?.first, () => rest.bringNow()));
  if (bytes) rest.put(bytes.rest);
}

/**
 * The second part, too: for everything but opening and playing a scenario that `isPlain`. May be refused.
 * Whoever doesn't wait for it makes the page stand still until it is here.
 */
export function wholeCore(): Promise<void> {
  return rest.bring();
}

/** Does `work` with the whole core: at once where it is here. `refused` where it can't be fetched. */
export function withWholeCore(work: () => void, refused: (why: Error) => void): void {
  if (rest.isHere) work();
  else void rest.bring().then(work, refused);
}

/** Whether the second part is here. */
export function coreIsWhole(): boolean {
  return rest.isHere;
}

/** Does `work` once the second part is here; what lies below the fold waits for that, and fetches nothing itself. */
export function whenCoreIsWhole(work: () => void): void {
  rest.whenHere(work);
}

/** Has the second part fetched as soon as somebody touches `target`: they may be about to change the run. */
export function wholeCoreWhenTouched(target: EventTarget): void {
  // Who needs it asks again.
  whenTouched(target, () => void rest.bring().catch(() => undefined));
}
