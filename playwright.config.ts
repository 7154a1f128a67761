import { defineConfig } from "@playwright/test";

// Set by scripts/browser.mjs, which finds the browser and a free port.
const port = Number(process.env["ANTIPAXOS_PORT"] ?? 4600);
const executablePath = process.env["CHROMIUM_PATH"];
const isRoot = process.getuid?.() === 0;

export default defineConfig({
  testDir: "web/test/browser",
  testMatch: "**/*.test.ts",
  outputDir: "test-results",
  reporter: "list",
  forbidOnly: true,
  fullyParallel: true,
  snapshotPathTemplate: "web/test/golden/{arg}{ext}",
  // Golden files are written when somebody asks for it, never by a test that finds none.
  updateSnapshots: process.env["UPDATE_GOLDEN"] ? "all" : "none",
  workers: 2,
  timeout: 30_000,
  use: {
    baseURL: `http://localhost:${port}/`,
    browserName: "chromium",
    viewport: { width: 1280, height: 800 },
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      chromiumSandbox: !isRoot,
      args: [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    },
  },
  webServer: {
    command: `"${process.execPath}" scripts/serve.mjs ${port}`,
    url: `http://localhost:${port}/`,
    reuseExistingServer: false,
  },
});
