// What every command needs first: paths, running a program, the npm packages, the wasm target.
// Node's built-in modules alone: it runs before anything is installed.

import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { stripVTControlCharacters } from "node:util";

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** A failure that a person can act on: printed without a stack. */
export class Problem extends Error {}

/** Runs `main`; a Problem ends the process with its message alone. */
export async function command(main) {
  try {
    await main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof Problem ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}

/** Builds that nobody edits in between need no incremental state. */
export function environment(extra = {}) {
  const forCi = process.env.CI ? { CARGO_INCREMENTAL: "0" } : {};
  return { ...process.env, ...forCi, ...extra };
}

const running = new Set();

/** Stops what still runs, for an end before all is done. */
export function stopAll() {
  for (const child of running) child.kill();
}

/**
 * Runs a program in the project's root, its output shown as it comes.
 * Resolves to { code, output }; `output` is what it printed, without colours.
 */
export function run(program, args, { env = {} } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: ROOT,
      env: environment(env),
      stdio: ["ignore", "pipe", "pipe"],
    });
    running.add(child);
    let output = "";
    const show = (to) => (chunk) => {
      to.write(chunk);
      output += chunk;
    };
    child.stdout.setEncoding("utf8").on("data", show(process.stdout));
    child.stderr.setEncoding("utf8").on("data", show(process.stderr));
    child.on("close", () => running.delete(child));
    child.on("error", (error) =>
      reject(error.code === "ENOENT" ? new Problem(`${program} is not there. ${hint(program)}`) : error),
    );
    child.on("close", (code) => resolve({ code: code ?? 1, output: stripVTControlCharacters(output) }));
  });
}

/** As `run`, where anything but success is a Problem. */
export async function must(program, args, options) {
  const { code, output } = await run(program, args, options);
  if (code !== 0) throw new Problem(`failed (exit ${code}): ${[program, ...args].join(" ")}`);
  return output;
}

/** Runs a program silently: its standard output, or undefined where it failed or is not there. */
export function ask(program, args) {
  const { status, stdout } = spawnSync(program, args, { cwd: ROOT, encoding: "utf8", timeout: 60_000 });
  return status === 0 ? stdout.trim() : undefined;
}

/** The path of a program that an npm package brings, to be run by Node itself. */
export const npmTool = (path) => join(ROOT, "node_modules", path);

function hint(program) {
  if (["cargo", "rustc", "rustup"].includes(program)) return "Install Rust with rustup: https://rustup.rs";
  return "Install it and run the command again.";
}

let packages;

/** The npm packages, by `npm ci`, when the lock file is not the one that was installed last. */
export function npmPackages() {
  packages ??= installPackages();
  return packages;
}

async function installPackages() {
  const stamp = join(ROOT, "node_modules", ".antipaxos-stamp");
  const hash = createHash("sha256")
    .update(readFileSync(join(ROOT, "package-lock.json")))
    .update(readFileSync(join(ROOT, "package.json")))
    .update(process.versions.node.split(".")[0])
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === hash) return;
  const args = ["ci", "--include=dev", "--no-audit", "--no-fund"];
  const npm = process.env.npm_execpath;
  if (npm?.endsWith(".js")) await must(process.execPath, [npm, ...args]);
  else await must("npm", args);
  writeFileSync(stamp, hash);
}

/** The pinned Rust toolchain's wasm target, by rustup, when it is missing. */
export async function wasmTarget() {
  const target = "wasm32-unknown-unknown";
  if (ask("rustc", ["--version"]) === undefined) {
    throw new Problem(
      "The Rust toolchain that rust-toolchain.toml names is not there. Install Rust with rustup " +
        "(https://rustup.rs), then run `rustup toolchain install` in this folder.",
    );
  }
  const folder = ask("rustc", ["--print", "target-libdir", "--target", target]);
  if (folder !== undefined && existsSync(folder)) return;
  await must("rustup", ["target", "add", target]);
}

/**
 * Runs a chore of crates/xtask, which cargo builds the first time: as one of all crates, like clippy and the
 * tests. Asked for alone, its libraries had other features, and were built once more for the rest.
 */
export function xtask(...args) {
  return must("cargo", ["run", "--quiet", "--locked", "--bin", "antipaxos-xtask", "--", ...args]);
}

/** The first free port of `count` from `from` on. */
export async function freePort(from, count = 50) {
  for (let port = from; port < from + count; port += 1) {
    const free = await new Promise((resolve) => {
      const server = createServer()
        .once("error", () => resolve(false))
        .once("listening", () => server.close(() => resolve(true)))
        .listen(port, "127.0.0.1");
    });
    if (free) return port;
  }
  throw new Problem(`No free port from ${from} to ${from + count - 1}.`);
}

/** A folder inside the project that git ignores. */
export function cacheFolder() {
  const folder = join(ROOT, ".cache");
  mkdirSync(folder, { recursive: true });
  return folder;
}
