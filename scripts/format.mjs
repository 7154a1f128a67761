// npm run format: rustfmt and Biome write their style into every file.

import { command, must, npmPackages, npmTool } from "./tools.mjs";

await command(async () => {
  await npmPackages();
  await must("cargo", ["fmt", "--all"]);
  await must(process.execPath, [npmTool("@biomejs/biome/bin/biome"), "check", "--write"]);
});
