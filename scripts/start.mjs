// npm start: sets everything up, builds the site and serves it. PORT chooses the port.

import { join } from "node:path";
import { build } from "./build.mjs";
import { serve } from "./serve.mjs";
import { command, freePort, ROOT } from "./tools.mjs";

await command(async () => {
  await build();
  const port = process.env.PORT ? Number(process.env.PORT) : await freePort(4173);
  await serve(join(ROOT, "dist"), port);
  console.log(`\nAntipaxos plays at http://localhost:${port}/ (Ctrl+C ends it)`);
});
