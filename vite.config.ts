import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Plugin } from "vite";
import { defineConfig } from "vitest/config";

const path = (from: string) => fileURLToPath(new URL(from, import.meta.url));

/**
 * web/embed/index.html is served and built as /embed/index.html. Its own addresses have to start at the
 * root (`/web/src/…`): Vite makes them relative in the build.
 */
function embedPage(): Plugin {
  const published = path("embed/index.html");
  const source = path("web/embed/index.html");
  return {
    name: "antipaxos-embed-page",
    enforce: "pre",
    config: () => ({
      build: { rolldownOptions: { input: { index: path("index.html"), embed: published } } },
    }),
    resolveId: (id) => (id === published ? published : undefined),
    load(id) {
      if (id !== published) return undefined;
      this.addWatchFile(source);
      return readFileSync(source, "utf8");
    },
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        request.url = request.url?.replace(/^\/embed(\/(index\.html)?)?(?=[?#]|$)/, "/web/embed/index.html");
        next();
      });
    },
  };
}

/**
 * The texts of the scenarios, each a file of the site by its slug: an address needs no list of them. One more
 * has all that they ever were. The folder's name changes with what is in it, as that of every other file does.
 */
function scenarioTexts(): Plugin {
  const root = path("scenarios");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" }).filter((name) =>
    name.endsWith(".paxos"),
  );
  const texts = files
    .sort()
    .concat("frozen.txt")
    .map((name) => ({ name: basename(name), text: readFileSync(join(root, name), "utf8") }));
  const hash = createHash("sha256").update(JSON.stringify(texts)).digest("hex").slice(0, 8);
  const folder = `scenarios-${hash}`;
  return {
    name: "antipaxos-scenario-texts",
    config: () => ({ define: { SCENARIOS: JSON.stringify(folder) } }),
    generateBundle() {
      for (const { name, text } of texts) {
        this.emitFile({ type: "asset", fileName: `assets/${folder}/${name}`, source: text });
      }
    },
  };
}

/**
 * One chunk for the scripts that both pages begin with. By itself the bundler makes chunks of their own of those
 * that something fetched later shares with them, and gzip finds the less in each.
 */
function oneChunkToBeginWith(): Plugin {
  const entries = ["web/src/main.ts", "web/src/embed.ts"].map(path);
  type Graph = { getModuleInfo(id: string): { importedIds: string[] } | null };
  const importedBy = (id: string, graph: Graph, known = new Set<string>()): Set<string> => {
    for (const imported of graph.getModuleInfo(id)?.importedIds ?? []) {
      if (known.has(imported)) continue;
      known.add(imported);
      importedBy(imported, graph, known);
    }
    return known;
  };
  let first: Set<string>[] | undefined;
  const name = (id: string, graph: Graph) => {
    first ??= entries.map((entry) => importedBy(entry, graph));
    return first.every((imported) => imported.has(id)) ? "player" : null;
  };
  return {
    name: "antipaxos-one-chunk-to-begin-with",
    config: () => ({
      build: { rolldownOptions: { output: { codeSplitting: { groups: [{ name, debugName: "player" }] } } } },
    }),
  };
}

/** A module that was built anew reloads the page in `npm run dev`. */
function reloadOnWasm(): Plugin {
  return {
    name: "antipaxos-reload-on-wasm",
    configureServer(server) {
      const reload = (file: string) => {
        if (file.endsWith(".wasm")) server.ws.send({ type: "full-reload" });
      };
      server.watcher.on("add", reload).on("change", reload);
    },
  };
}

export default defineConfig({
  base: "./",
  plugins: [embedPage(), oneChunkToBeginWith(), reloadOnWasm(), scenarioTexts()],
  server: { watch: { ignored: ["**/target/**", "**/dist/**", "**/crates/**", "**/.cache/**"] } },
  build: {
    assetsInlineLimit: 0,
    manifest: true,
    modulePreload: {
      polyfill: false,
      // What scripts import on demand has nothing worth preloading, and the list of it grows with every scenario.
      resolveDependencies: (_file, dependencies, { hostType }) => (hostType === "html" ? dependencies : []),
    },
    target: "es2022",
  },
  test: {
    include: ["web/test/{unit,golden}/**/*.test.ts"],
    environment: "node",
  },
});
