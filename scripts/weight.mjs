// What the built page fetches on its first load, gzipped, against its budget.
// By itself: node scripts/weight.mjs

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { command, Problem, ROOT } from "./tools.mjs";

const KB = 1000;
// How the page keeps within: docs/adr/0009-wasm-in-two.md.
const BUDGETS = [
  { name: "page, first load", entry: "index.html", atMost: 160 * KB, aim: 120 * KB },
  { name: "embed page", entry: "embed/index.html", atMost: 160 * KB, aim: 100 * KB },
];

/** The core's second part: its address is known to the page, but it is fetched on demand (docs/adr/0009-wasm-in-two.md). */
const ON_DEMAND = /antipaxos_rest-.*\.wasm$/;

/** The files that the entry needs before anything is fetched on demand, by Vite's manifest. */
function firstLoad(manifest, entry) {
  const files = new Set([entry]);
  const seen = new Set();
  const visit = (key) => {
    const chunk = manifest[key];
    if (!chunk || seen.has(key)) return;
    seen.add(key);
    for (const file of [chunk.file, ...(chunk.css ?? []), ...(chunk.assets ?? [])]) files.add(file);
    for (const imported of chunk.imports ?? []) visit(imported);
  };
  visit(entry);
  return [...files];
}

/** Prints the table; anything heavier than it may be is a Problem. */
export function weigh() {
  const dist = join(ROOT, "dist");
  const manifestPath = join(dist, ".vite", "manifest.json");
  if (!existsSync(manifestPath)) throw new Problem("dist/ is empty: run `npm run build` first.");
  const manifest = JSON.parse(readFileSync(manifestPath, "utf8"));
  const kb = (bytes) => `${(bytes / KB).toFixed(1)} KB`.padStart(9);
  const tooHeavy = [];
  for (const { name, entry, atMost, aim } of BUDGETS) {
    const rows = firstLoad(manifest, entry).map((file) => {
      const bytes = readFileSync(join(dist, file));
      return { file, raw: bytes.length, gzip: gzipSync(bytes, { level: 9 }).length };
    });
    if (!rows.some(({ file }) => file.endsWith(".wasm")))
      throw new Problem(`${entry} loads no wasm: the table would be wrong.`);
    const onDemand = rows.filter(({ file }) => ON_DEMAND.test(file));
    if (onDemand.length !== 1) throw new Problem(`${entry}: where is the core's second part?`);
    const first = rows.filter((row) => !onDemand.includes(row));
    const total = first.reduce((sum, { gzip }) => sum + gzip, 0);
    const verdict = total > atMost ? "TOO HEAVY" : total > aim ? "over the aim" : "ok";
    console.log(
      `\n${name}: ${kb(total).trim()} gzipped, ${verdict} (at most ${atMost / KB}, aim ${aim / KB})`,
    );
    const show = ({ file, raw, gzip }, note = "") =>
      console.log(`  ${kb(gzip)} gzipped ${kb(raw)} raw  ${file}${note}`);
    for (const row of first.sort((a, b) => b.gzip - a.gzip)) show(row);
    for (const row of onDemand) show(row, " (on demand)");
    if (total > atMost) tooHeavy.push(`${name} (${kb(total).trim()}, at most ${atMost / KB})`);
  }
  if (tooHeavy.length > 0) throw new Problem(`Too heavy: ${tooHeavy.join(", ")}.`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await command(async () => weigh());
