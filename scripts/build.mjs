// npm run build: everything that the site needs, then the site, into dist/.

import { fileURLToPath } from "node:url";
import { command, must, npmPackages, npmTool, wasmTarget, xtask } from "./tools.mjs";

export async function build() {
  await npmPackages();
  await wasmTarget();
  console.log("Building the core (a minute or two the first time)");
  await xtask("wasm");
  console.log("Building the site");
  await must(process.execPath, [npmTool("vite/bin/vite.js"), "build", "--logLevel", "warn"]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await command(async () => {
    await build();
    const { weigh } = await import("./weight.mjs");
    weigh();
  });
}
