// npm run bench: commands, steps and bytes, natively and in wasm under Node. docs/BENCHMARKS.md says what
// each table is.
// Some parts alone: npm run bench -- commands steps memory links travel wasm      (and a number: rounds)

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { command, must, npmPackages, Problem, ROOT, wasmTarget, xtask } from "./tools.mjs";

/** `COMMANDS` of crates/bench/src/commands.rs. */
const ROUND_COMMANDS = 200_000;

const PARTS = ["commands", "steps", "memory", "links", "travel", "wasm"];

/** Builds and runs a binary of crates/bench, beside omnipaxos. */
const native = (binary, ...args) =>
  must("cargo", [
    ...["run", "--quiet", "--profile", "measured", "--locked", "--package", "antipaxos-bench"],
    ...["--features", "omnipaxos", "--bin", binary, "--", ...args],
  ]);

/** A run of about 10,000 steps: five replicas, a request every 40 ms. */
function longText() {
  const lines = [
    "# Long",
    "protocol multi",
    "replicas A B C D E",
    "leader B",
    "network delay=5..25ms seed=3",
  ];
  for (let at = 0; at < 278; at += 1) {
    lines.push(`at ${at * 40}ms c${(at % 9) + 1} asks ${"ABCDE"[at % 5]}: set k${at % 7} ${at}`);
  }
  return `${lines.join("\n")}\n`;
}

/** A run that goes on to the bound of a million steps: five replicas, 1,800 requests, busy heartbeats. */
function endlessText() {
  const lines = [
    "# Endless",
    "protocol multi",
    "replicas A B C D E",
    "timers heartbeat=8ms",
    "network delay=5..25ms loss=1% duplicate=1% seed=3",
  ];
  for (let at = 0; at < 1800; at += 1) {
    lines.push(`at ${at * 500}ms c${(at % 9) + 1} asks ${"ABCDE"[at % 5]}: set k${at % 7} ${at}`);
  }
  return `${lines.join("\n")}\nuntil 1000s\n`;
}

/** The same places in every run: a generator of our own. */
function places(last) {
  let state = 1;
  return () => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state % (last + 1);
  };
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

/** Milliseconds of this process's processor time. */
function processor(does) {
  const since = process.cpuUsage();
  does();
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

/** Milliseconds of each call. */
function timed(count, does) {
  const took = [];
  for (let at = 0; at < count; at += 1) {
    const since = performance.now();
    does(at);
    took.push(performance.now() - since);
  }
  return took;
}

/** Commands chosen a second, ours beside omnipaxos: a program each, whose `main` plays one round. */
async function commandsInWasm(rounds) {
  const target = "wasm32-unknown-unknown";
  const programs = [
    ["ours, learners=leader", "round_leader"],
    ["ours, learners=all", "round_all"],
    ["omnipaxos", "round_omnipaxos"],
  ];
  await must("cargo", [
    ...["build", "--quiet", "--profile", "measured", "--locked", "--package", "antipaxos-bench"],
    ...[
      "--features",
      "omnipaxos",
      "--target",
      target,
      ...programs.flatMap(([, program]) => ["--bin", program]),
    ],
  ]);
  const contenders = [];
  for (const [name, program] of programs) {
    const module = readFileSync(join(ROOT, "target", target, "measured", `${program}.wasm`));
    const { instance } = await WebAssembly.instantiate(module);
    contenders.push({ name, main: instance.exports.main, rates: [] });
  }
  // Nobody's first two rounds count: Node compiles the module anew while they run.
  for (let round = -2; round < rounds; round += 1) {
    for (const { main, rates } of contenders) {
      const rate = ROUND_COMMANDS / processor(() => main(0, 0));
      if (round >= 0) rates.push(rate * 1000);
    }
  }
  const base = contenders.at(-1).rates;
  console.log(
    `in wasm, Node ${process.versions.node}: ${rounds} rounds of ${ROUND_COMMANDS} commands each\n`,
  );
  console.log("| commands chosen a second | median | slowest round | fastest round | ratio |");
  console.log("|---|---:|---:|---:|---:|");
  for (const { name, rates } of contenders) {
    const shown = [median(rates), Math.min(...rates), Math.max(...rates)].map(
      (rate) => `${(rate / 1e6).toFixed(2)} M`,
    );
    const ratio = median(rates.map((rate, at) => rate / base[at])).toFixed(2);
    console.log(`| ${name} | ${shown.join(" | ")} | ${ratio} |`);
  }
  console.log();
}

async function inWasm(rounds) {
  await npmPackages();
  await wasmTarget();
  await commandsInWasm(rounds);
  await xtask("wasm");
  const folder = join(ROOT, "web", "pkg");
  const core = await import(pathToFileURL(join(folder, "antipaxos.js")).href);
  const part = (name) => readFileSync(join(folder, `antipaxos_${name}.wasm`));
  const first = await core.default({ module_or_path: part("bg") });
  await WebAssembly.instantiate(part("rest"), { core: first });
  const { memory } = first;
  const text = longText();
  const opened = timed(rounds, () => core.Playground.open(text).free());
  const played = core.Playground.open(text);
  const { stepCount } = played.header();
  const place = places(stepCount);
  const figure = (view, width, from, to) => played.figure(view, width, { from, to });
  const calls = 200;
  const rows = [
    [`open ${stepCount.toLocaleString("en")} steps`, opened],
    ["header, with its markers", timed(rounds, () => played.header())],
    ["seek to any step", timed(calls, () => played.seek(place()))],
    ["one step on", timed(calls, () => played.step())],
    ["one step back", timed(calls, () => played.stepBack())],
    [
      "stage figure, 560 px",
      timed(calls, () => {
        const at = place();
        figure("stage", 560, at, at);
      }),
    ],
    [
      "sequence figure, 41 steps, 600 px",
      timed(calls, () => {
        const at = place();
        figure("sequence", 600, Math.max(0, at - 20), at + 20);
      }),
    ],
    ["state() where it stands", timed(calls, () => played.state())],
    ["actions() where it stands", timed(calls, () => played.actions())],
    ["2,000 sentences", timed(rounds, () => played.steps(0, 1999))],
    ["parse and check a text of 278 actions", timed(rounds, () => core.check(text))],
    ["print it", timed(rounds, () => played.scenario())],
  ];
  console.log(`in wasm, Node ${process.versions.node}\n`);
  console.log("| milliseconds | median | slowest | fastest |\n|---|---:|---:|---:|");
  for (const [name, took] of rows) {
    const shown = [median(took), Math.max(...took), Math.min(...took)].map((ms) => ms.toFixed(3));
    console.log(`| ${name} | ${shown.join(" | ")} |`);
  }
  const perSecond = (stepCount / median(opened)) * 1000;
  console.log(`\nopening: ${Math.round(perSecond / 1000)} k steps a second, history and monitors on`);
  console.log(`wasm memory: ${(memory.buffer.byteLength / 1e6).toFixed(1)} MB\n`);
  played.free();
  travelInWasm(core, memory);
}

/** Time travel in a run of a million steps: processor time of this process where that is an average. */
function travelInWasm(core, memory) {
  const text = endlessText();
  let played;
  const opened = processor(() => {
    played = core.Playground.open(text);
  });
  const { stepCount } = played.header();
  const place = places(stepCount);
  const seeks = 400;
  let took = [];
  const sought = processor(() => {
    took = timed(seeks, () => played.seek(place()));
  });
  const header = processor(() => played.header());
  console.log(`a run of ${stepCount.toLocaleString("en")} steps in wasm\n`);
  console.log("| open | wasm memory | header | a seek on average | the slowest seek, by the day |");
  console.log("|---:|---:|---:|---:|---:|");
  const ms = (number) => `${number.toFixed(2)} ms`;
  console.log(
    `| ${(opened / 1000).toFixed(2)} s | ${(memory.buffer.byteLength / 1e6).toFixed(0)} MB | ${ms(header)} | ${ms(sought / seeks)} | ${ms(Math.max(...took))} |\n`,
  );
  played.free();
}

await command(async (args) => {
  const rounds = Number(args.find((arg) => /^\d+$/.test(arg)) ?? 9);
  const chosen = args.filter((arg) => !/^\d+$/.test(arg));
  const unknown = chosen.filter((name) => !PARTS.includes(name));
  if (unknown.length > 0) {
    throw new Problem(`No such part: ${unknown.join(", ")}. There are: ${PARTS.join(", ")}.`);
  }
  const wanted = (part) => chosen.length === 0 || chosen.includes(part);
  for (const part of ["commands", "steps"].filter(wanted)) await native("speed", part, String(rounds));
  if (wanted("memory")) await native("memory");
  if (wanted("links")) await native("links");
  if (wanted("travel")) await native("travel");
  if (wanted("wasm")) await inWasm(rounds);
});
