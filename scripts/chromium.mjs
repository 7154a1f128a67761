// The browser for the tests: one that is there, else Debian's, else Playwright's own, else a sentence.
// Preferred is Chromium's headless shell: the same engine without the windows and the services of a whole
// browser, a good third quicker over all tests.

import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, join } from "node:path";
import { ask, npmTool, Problem, run } from "./tools.mjs";

const NAMES = [
  "chromium-headless-shell",
  "chrome-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
];
const ELSEWHERE = [
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The path of a Chromium, installed on the way where none was there. */
export async function chromium() {
  const chosen = process.env.CHROMIUM_PATH;
  if (chosen) {
    if (existsSync(chosen)) return chosen;
    throw new Problem(`CHROMIUM_PATH names no file: ${chosen}`);
  }
  const found = installed() ?? playwrights();
  if (found) return found;
  await installDebians();
  const debians = installed();
  if (debians) return debians;
  await run(process.execPath, [npmTool("playwright/cli.js"), "install", "chromium"]);
  const downloaded = playwrights();
  if (downloaded) return downloaded;
  throw new Problem(
    "The browser tests need Chromium, and it could not be installed here: install it (Debian's package is " +
      "`chromium`), or set CHROMIUM_PATH to a Chromium or Chrome.",
  );
}

/** A browser on the PATH that starts: some systems have a stand-in that only names another package. */
function installed() {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const onPath = NAMES.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...onPath, ...ELSEWHERE].find(
    (path) => existsSync(path) && (path.endsWith(".exe") || ask(path, ["--version"]) !== undefined),
  );
}

/** The browser that Playwright downloaded earlier. */
function playwrights() {
  const require = createRequire(import.meta.url);
  const path = require(npmTool("playwright-core")).chromium.executablePath();
  return path && existsSync(path) ? path : undefined;
}

async function installDebians() {
  if (process.platform !== "linux" || ask("apt-get", ["--version"]) === undefined) return;
  const isRoot = process.getuid?.() === 0;
  if (!isRoot && ask("sudo", ["-n", "true"]) === undefined) return;
  const [program, ...before] = isRoot ? ["apt-get"] : ["sudo", "-n", "apt-get"];
  const quiet = { env: { DEBIAN_FRONTEND: "noninteractive" } };
  console.log("Installing Debian's Chromium for the browser tests");
  await run(program, [...before, "-qq", "update"], quiet);
  const install = ["-qq", "-o", "Dpkg::Use-Pty=0", "install", "-y", "--no-install-recommends"];
  // Not every release has the shell as a package.
  for (const name of ["chromium-headless-shell", "chromium"]) {
    const { code } = await run(program, [...before, ...install, name, "fonts-dejavu-core"], quiet);
    if (code === 0) return;
  }
}
