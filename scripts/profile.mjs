// Which parts of the core does a page need that shows and plays what the page opens with? Run by crates/xtask as
// part of the build, with the folder of the package and a module that notes what runs:
//   node scripts/profile.mjs first <folder> <module>            for each mark of the module a 1 or a 0, whether
//                                                               what begins there ran
//   node scripts/profile.mjs without <folder> <module> <marks>  the slugs of the scenarios that run past none of
//                                                               these marks (a file, numbers between commas)

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { ROOT } from "./tools.mjs";

/** What the page opens with. */
const PLAINEST = /^s01/;
/** From a narrow phone to a wide screen: where figures are laid out differently. */
const WIDTHS = [240, 320, 400, 560, 720, 900, 1200, 1600];
/** What the page opens with is laid out at every width: where a label breaks, other parts of a function run. */
const WIDEST = 2000;
/** As the page asks for them (web/src/draw/sequence.ts). */
const STEPS_AT_ONCE = 120;
const WINDOWS = [0, 9, STEPS_AT_ONCE];

// The core marks times where there is a window, as in a browser.
globalThis.Window = function Window() {};
Object.defineProperty(globalThis.Window, Symbol.hasInstance, { value: (value) => value === globalThis });

const [question, folder, module, marks] = process.argv.slice(2);
const core = await import(pathToFileURL(join(folder, "antipaxos.js")).href);
const exports = await core.default({ module_or_path: readFileSync(module) });
const flags = [];
for (let at = 0; `ran:${at}` in exports; at += 1) flags.push(exports[`ran:${at}`]);

/**
 * All that a page does that shows a scenario, plays it, goes back and forth, and then shows another, a piece at
 * a time. What lies below (ledger, board, state, monitors) is not drawn before the second part is there.
 */
function* play(text, everyWidth) {
  core.version();
  core.summary(text);
  const run = core.Playground.open(text);
  const { stepCount } = run.header();
  run.folded();
  run.steps(0, stepCount);
  const figureAt = (step, width) => {
    run.figure("stage", width, { from: step, to: step }, null);
  };
  for (const width of WIDTHS) {
    for (let step = 0; step <= stepCount; step += 1) figureAt(step, width);
    run.figure("sequence", width, { from: 0, to: STEPS_AT_ONCE }, null);
    yield;
  }
  // From every step on: what hangs over from before is drawn by other functions.
  for (let from = 0; from <= stepCount; from += 1) {
    for (const size of WINDOWS)
      run.figure("sequence", WIDTHS[from % WIDTHS.length], { from, to: from + size }, null);
  }
  yield;
  if (everyWidth) {
    for (let width = WIDTHS[0]; width <= WIDEST; width += 1) {
      const step = width % (stepCount + 1);
      figureAt(step, width);
      run.figure("sequence", width, { from: step, to: step + WINDOWS[width % WINDOWS.length] }, null);
    }
  }
  for (let step = 0; step <= stepCount; step += 1) {
    run.seek(step);
    run.position();
    run.things();
  }
  for (let step = stepCount; step >= 0; step -= 1) run.seek(step);
  run.step();
  run.stepBack();
  run.next();
  run.previous();
  run.free();
}

const folderOfScenarios = join(ROOT, "scenarios");
const scenarios = readdirSync(folderOfScenarios)
  .filter((name) => name.endsWith(".paxos"))
  .map((name) => ({
    slug: name.replace(".paxos", ""),
    text: readFileSync(join(folderOfScenarios, name), "utf8"),
  }));

/** Whether a scenario is shown and played without running past one of the marks. */
function doesWithout(text, marks) {
  for (const flag of flags) flag.value = 0;
  for (const _ of play(text, false)) if (marks.some((mark) => flags[mark].value)) return false;
  return !marks.some((mark) => flags[mark].value);
}

if (question === "first") {
  for (const { slug, text } of scenarios) if (PLAINEST.test(slug)) for (const _ of play(text, true));
  console.log(flags.map(({ value }) => value).join(""));
} else {
  const rest = readFileSync(marks, "utf8").split(",").filter(Boolean).map(Number);
  // What the plainest ran past is in the first part: that is how it was divided.
  const alone = scenarios.filter(({ slug, text }) => PLAINEST.test(slug) || doesWithout(text, rest));
  for (const { slug } of alone) console.log(slug);
}
