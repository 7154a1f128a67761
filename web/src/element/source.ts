// Where a player's scenario comes from: its slug, the file that src names, or a text child.

import { scenarioText } from "../core/library";
import { wholeCore } from "../core/load";
import type { Origin } from "./run";

interface Sourced extends HTMLElement {
  slug: string | null;
  src: string | null;
}

export async function sourceOf(element: Sourced): Promise<Origin | null> {
  if (element.slug) return { slug: element.slug, text: await scenarioText(element.slug) };
  if (element.src) {
    const [response] = await Promise.all([fetch(element.src), wholeCore()]);
    if (!response.ok) throw new Error(`${element.src} can't be read: ${response.status}`);
    return { text: await response.text() };
  }
  const child = element.querySelector('script[type="text/x-paxos"], template, pre');
  const text = child instanceof HTMLTemplateElement ? child.content.textContent : child?.textContent;
  if (!text?.trim()) return null;
  await wholeCore();
  return { text };
}
