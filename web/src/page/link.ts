// Links behind the address's "#": read, and written for a run that has no name.

import { type CoreError, decodeLink, isCoreError, type OutcomeView } from "../core";
import { scenarioText } from "../core/library";
import { wholeCore } from "../core/load";
import { MISSING } from "../element/below";
import type { Run } from "../element/run";

export interface OpenedLink {
  text: string;
  /** The scenario of the gallery that it is an edit of, as that is today. */
  named: { slug: string; text: string } | null;
  step: number;
  /** What the run came to where the link was made. */
  outcome: OutcomeView;
}

/** Longer links are cut by some programs; still longer ones by many. */
export const LONG = 1900;
export const TOO_LONG = 4000;

/** The payload in an address, if there is one. */
export function payloadOf(hash: string): string | null {
  const payload = hash.replace(/^#/, "");
  return payload === "" ? null : payload;
}

/** Reads a link; throws a CoreError with the code of what is wrong with it. */
export async function readLink(payload: string): Promise<OpenedLink> {
  await wholeCore();
  let link = decodeLink(payload, null);
  let named = null;
  if (link.text === null && link.slug !== null) {
    const { slug, edits } = link;
    const base = await scenarioText(slug).catch((error) => {
      // Of a name that is none the link itself says what is wrong.
      if (isCoreError(error)) return "";
      throw new Error(MISSING, { cause: error });
    });
    try {
      link = decodeLink(payload, base);
      named = { slug, text: base };
    } catch (error) {
      const earlier = await import("../core/earlier")
        .then(({ earlierText }) => earlierText(slug, edits ?? ""))
        .catch((cause) => {
          throw new Error(MISSING, { cause });
        });
      if (earlier === null) throw error;
      link = decodeLink(payload, earlier);
    }
  }
  return { text: link.text ?? "", named, step: link.step ?? 0, outcome: link.outcome };
}

/** Whether the run came to what the link says. */
export function cameOutAlike(run: Run, { semantics, fingerprint }: OutcomeView): boolean {
  const here = run.outcome();
  return here.fingerprint === fingerprint && here.semantics === semantics;
}

/** Of a bad link: what is wrong, and what to do. */
export interface Fault {
  code: string;
  what: string;
  advice: string;
}

export function faultOf(error: unknown): Fault {
  const known: CoreError | null = isCoreError(error) ? error : null;
  return {
    code: known?.code ?? "unreadable",
    what: error instanceof Error ? error.message : String(error),
    advice: known?.hint ?? "Load the page anew, or choose a scenario.",
  };
}
