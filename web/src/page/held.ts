// What a text that was pasted or dropped holds: a link, a scenario of ours by its name, or a scenario's text.

import { readAddress } from "./address";

export type Held =
  | { kind: "link"; payload: string }
  | { kind: "slug"; slug: string; step: number }
  | { kind: "text"; text: string };

/** What begins as a payload does, behind a `#`; whether it is whole, its sum tells. */
const PAYLOAD = /#([1-9][\w-]{3,}\.[\w&=*-]*)$/;
const BARE = /^([1-9][\w-]{3,}\.[0-9a-z]{7}(?:&step=\d{1,7})?)$/;
/** A whole one, in the middle of other words. */
const AMONG_WORDS = /#([1-9][\w-]+\.[0-9a-z]{7}(?:&step=\d{1,7})?)/;

/**
 * `isScenario` says whether a text can be played; `page` is the address of the playground. A text that is no
 * scenario and holds a whole link is that link.
 */
export function heldBy(given: string, isScenario: (text: string) => boolean, page: URL): Held {
  const word = given.trim();
  if (!/\s/.test(word)) {
    const payload = (PAYLOAD.exec(word) ?? BARE.exec(word))?.[1];
    if (payload !== undefined) return { kind: "link", payload };
    const named = namedBy(word, page);
    if (named) return named;
  }
  if (!isScenario(given)) {
    const payload = AMONG_WORDS.exec(given)?.[1];
    if (payload !== undefined) return { kind: "link", payload };
  }
  return { kind: "text", text: given };
}

/** `?s=slug` at this very site. */
function namedBy(word: string, page: URL): Held | null {
  if (!URL.canParse(word)) return null;
  const url = new URL(word);
  const { slug, step } = readAddress(url.search);
  if (url.origin !== page.origin || url.hash !== "" || slug === null) return null;
  return { kind: "slug", slug, step: step ?? 0 };
}
