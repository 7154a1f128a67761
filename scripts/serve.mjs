// A small static server for dist/: what `npm start` and the browser tests use. It sends the types that
// browsers insist on and no CORS header, as the plainest host would.
// By itself: node scripts/serve.mjs [port]

import { createReadStream, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { command, Problem, ROOT } from "./tools.mjs";

const TYPES = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".md": "text/markdown; charset=utf-8",
  ".paxos": "text/plain; charset=utf-8",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".xml": "application/xml",
};

const fileStat = (path) => statSync(path, { throwIfNoEntry: false });

/** Serves `folder` on localhost; resolves to the server once it listens. */
export function serve(folder, port) {
  const server = createServer((request, response) => {
    const answer = (status, headers = {}) =>
      response.writeHead(status, { "cache-control": "no-cache", ...headers });
    if (request.method !== "GET" && request.method !== "HEAD") return void answer(405).end();
    let path;
    let search;
    try {
      const url = new URL(request.url ?? "/", "http://localhost");
      path = normalize(decodeURIComponent(url.pathname));
      search = url.search;
    } catch {
      return void answer(400).end();
    }
    if (path.includes("\0") || path.split(sep).includes("..")) return void answer(400).end();
    let file = join(folder, path);
    if (fileStat(file)?.isDirectory()) {
      if (!path.endsWith(sep)) {
        const location = `./${encodeURIComponent(path.split(sep).at(-1) ?? "")}/${search}`;
        return void answer(301, { location }).end();
      }
      file = join(file, "index.html");
    }
    let status = 200;
    if (!fileStat(file)?.isFile()) {
      status = 404;
      file = join(folder, "404.html");
      if (!fileStat(file)?.isFile()) {
        return void answer(404, { "content-type": "text/plain; charset=utf-8" }).end("Not found\n");
      }
    }
    answer(status, {
      "content-type": TYPES[extname(file)] ?? "application/octet-stream",
      "content-length": fileStat(file).size,
    });
    if (request.method === "HEAD") response.end();
    else
      createReadStream(file)
        .on("error", () => response.destroy())
        .pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once("error", reject).listen(port, "127.0.0.1", () => resolve(server));
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await command(async ([port = "4173"]) => {
    const dist = join(ROOT, "dist");
    if (!fileStat(join(dist, "index.html"))) throw new Problem("dist/ is empty: run `npm run build` first.");
    await serve(dist, Number(port));
    console.log(`http://localhost:${port}/`);
  });
}
