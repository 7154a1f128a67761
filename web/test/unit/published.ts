// The links of crates/simulator/tests/links/published.txt.

import { readFile } from "node:fs/promises";

export interface Published {
  payload: string;
  /** What it holds, without the description of a built-in. */
  text: string;
}

const file = new URL("../../../crates/simulator/tests/links/published.txt", import.meta.url);

export async function published(): Promise<Published[]> {
  const [, ...entries] = (await readFile(file, "utf8")).split("\n\n");
  return entries.map((entry) => {
    const [payload = "", ...lines] = entry.trimEnd().split("\n");
    return { payload, text: lines.map((line) => `${line}\n`).join("") };
  });
}
