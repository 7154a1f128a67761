// npm test: sets up what is missing and runs every test, to the first part that fails.
// Some parts alone: npm test -- rust unit      (the names are those in the summary)

import { browserTests } from "./browser.mjs";
import { build } from "./build.mjs";
import { chromium } from "./chromium.mjs";
import { command, npmPackages, npmTool, Problem, run, stopAll, wasmTarget, xtask } from "./tools.mjs";
import { weigh } from "./weight.mjs";

const node = (tool, ...args) => run(process.execPath, [npmTool(tool), ...args]);

async function testBrowser() {
  await npmPackages();
  await chromium();
}

const types = async () => {
  for (const project of ["tsconfig.json", "web/src/model/tsconfig.json", "web/test/tsconfig.json"]) {
    const result = await node("typescript/bin/tsc", "--project", project);
    if (result.code !== 0) return result;
  }
};

// What is quick to fail comes first. `needs` is done before, once; what it `prepares` for later parts is
// done beside it, since neither keeps all cores busy. A part fails by throwing a Problem or by a `code`
// that is not 0; from its `output` the summary takes the lines that match `closing`.
const PARTS = [
  { name: "format", needs: [], does: () => run("cargo", ["fmt", "--all", "--check"]) },
  {
    name: "tidy",
    needs: [],
    prepares: [testBrowser],
    does: () => xtask("tidy").then((output) => ({ code: 0, output })),
    closing: /^tidy: .*$/gm,
  },
  {
    name: "lint",
    needs: [npmPackages],
    does: () => node("@biomejs/biome/bin/biome", "ci", "--error-on-warnings"),
    closing: /^Checked .*$/gm,
  },
  {
    name: "clippy",
    needs: [],
    does: () => run("cargo", "clippy --quiet --locked --workspace --all-targets -- -D warnings".split(" ")),
  },
  {
    name: "rust",
    needs: [],
    prepares: [build],
    does: () => run("cargo", ["test", "--locked", "--workspace"]),
    closing: /^test result: .*$/gm,
    counts: (output) => sum(output, /^test result: .* (\d+) passed; (\d+) failed; (\d+) ignored/gm),
  },
  { name: "types", needs: [build], does: types },
  {
    name: "unit",
    needs: [build],
    does: () => node("vitest/vitest.mjs", "run"),
    closing: /^ +(Test Files|Tests) .*$/gm,
    counts: (output) => ({
      passed: first(output, /^ +Tests .*?(\d+) passed/m),
      failed: first(output, /^ +Tests .*?(\d+) failed/m),
      skipped: first(output, /^ +Tests .*?(\d+) skipped/m),
    }),
  },
  {
    name: "browser",
    needs: [build, testBrowser],
    does: () => browserTests(),
    closing: /^ +\d+ (passed|failed|skipped|did not run|interrupted|flaky).*$/gm,
    counts: (output) => ({
      passed: first(output, /^ +(\d+) passed/m),
      failed: first(output, /^ +(\d+) (?:failed|interrupted)/m),
      skipped: first(output, /^ +(\d+) (?:skipped|did not run)/m),
    }),
  },
  { name: "weight", needs: [build], does: async () => void weigh() },
];

const first = (text, pattern) => Number(text.match(pattern)?.[1] ?? 0);

function sum(output, pattern) {
  const total = { passed: 0, failed: 0, skipped: 0 };
  for (const [, passed, failed, skipped] of output.matchAll(pattern)) {
    total.passed += Number(passed);
    total.failed += Number(failed);
    total.skipped += Number(skipped);
  }
  return total;
}

await command(async (chosen) => {
  const unknown = chosen.filter((name) => !PARTS.some((part) => part.name === name));
  if (unknown.length > 0) {
    throw new Problem(
      `No such part: ${unknown.join(", ")}. There are: ${PARTS.map(({ name }) => name).join(", ")}.`,
    );
  }
  const parts = PARTS.filter(({ name }) => chosen.length === 0 || chosen.includes(name));
  const needed = new Set(parts.flatMap(({ needs }) => needs));
  const begun = new Map();
  const once = (work) => {
    if (!begun.has(work)) begun.set(work, work());
    return begun.get(work);
  };
  // Where it fails, it fails for the part that needs it.
  const beside = (work) => void once(work).catch(() => {});
  const summary = [];
  let failure;
  const started = performance.now();
  const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

  await wasmTarget();
  for (const { name, needs, prepares = [], does, closing, counts } of parts) {
    console.log(`\n== ${name}`);
    const since = performance.now();
    let code = 0;
    let output = "";
    try {
      for (const work of prepares.filter((work) => needed.has(work))) beside(work);
      for (const need of needs) await once(need);
      ({ code = 0, output = "" } = (await does()) ?? {});
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      console.error(error.message);
      code = 1;
    }
    const count = counts?.(output);
    // A runner that found no test has tested nothing.
    const isEmpty = code === 0 && count !== undefined && count.passed + count.failed === 0;
    if (isEmpty) console.error(`${name}: no test ran`);
    const ok = code === 0 && !isEmpty;
    summary.push(`${ok ? "ok    " : "FAILED"}  ${name} (${seconds(since)})`);
    for (const line of closing ? (output.match(closing) ?? []) : []) {
      if (!/: ok\. 0 passed; 0 failed; 0 ignored/.test(line)) summary.push(`          ${line.trim()}`);
    }
    if (count)
      summary.push(`${name}: ${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped`);
    if (!ok) {
      failure = name;
      break;
    }
  }

  if (failure) stopAll();
  console.log(`\n== summary\n${summary.join("\n")}`);
  const left = parts.slice(parts.findIndex(({ name }) => name === failure) + 1).map(({ name }) => name);
  if (failure) {
    const notRun = left.length > 0 ? ` Not run after it: ${left.join(", ")}.` : "";
    throw new Problem(`npm test: ${failure} failed, after ${seconds(started)}.${notRun}`);
  }
  console.log(`\nnpm test: all ${parts.length} parts passed, in ${seconds(started)}`);
});
