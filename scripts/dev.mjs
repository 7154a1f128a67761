// npm run dev: Vite's server; the wasm is built anew (quickly, unoptimised) whenever the core changes,
// and the page reloads.

import { spawn } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { join } from "node:path";
import { command, npmPackages, npmTool, ROOT, wasmTarget, xtask } from "./tools.mjs";

const WATCHED = ["crates", "scenarios"];
const QUIET_MS = 150;

await command(async (args) => {
  await npmPackages();
  await wasmTarget();
  await xtask("wasm", "--fast");

  let building = false;
  let again = false;
  let timer;
  const rebuild = async () => {
    if (building) {
      again = true;
      return;
    }
    building = true;
    // A broken core is reported by the compiler; the page keeps the last good one.
    await xtask("wasm", "--fast").catch((error) => console.error(error.message));
    building = false;
    if (again) {
      again = false;
      await rebuild();
    }
  };
  for (const folder of WATCHED.filter((name) => existsSync(join(ROOT, name)))) {
    watch(join(ROOT, folder), { recursive: true }, () => {
      clearTimeout(timer);
      timer = setTimeout(rebuild, QUIET_MS);
    });
  }

  const vite = spawn(process.execPath, [npmTool("vite/bin/vite.js"), ...args], {
    cwd: ROOT,
    stdio: "inherit",
  });
  const stop = () => vite.kill();
  process.on("SIGINT", stop).on("SIGTERM", stop);
  vite.on("exit", (code) => process.exit(code ?? 0));
});
