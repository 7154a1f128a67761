// How long the page's script takes in a frame, and until a click is answered, on a processor slowed down
// four times: one on a node, by its menu; one on "Step forward", by the step's sentence and figures. Prints the tables of docs/BENCHMARKS.md. The site must be built.
//   node scripts/frames.mjs [slow-down]

import { join } from "node:path";
import { chromium } from "./chromium.mjs";
import { serve } from "./serve.mjs";
import { command, freePort, ROOT } from "./tools.mjs";

const FRAMES = 400;
const CLICKS = 25;
const BUDGET_MS = 20;

/** Seven replicas, a request every 40 ms, losses, duplicates, crashes and cuts. */
function storm(requests) {
  const lines = [
    "# Seven replicas in a storm",
    "protocol multi",
    "replicas A B C D E F G",
    "network delay=2..30ms loss=5% duplicate=5% seed=11",
  ];
  for (let at = 0; at < requests; at += 1) {
    lines.push(`at ${at * 40}ms c${(at % 9) + 1} asks ${"ABCDEFG"[at % 7]}: set k${at % 7} ${at}`);
    if (at % 12 === 5) lines.push(`at ${at * 40 + 7}ms crash ${"ABCDEFG"[(at * 3) % 7]}`);
    if (at % 12 === 11) lines.push(`at ${at * 40 + 9}ms restart ${"ABCDEFG"[((at - 6) * 3) % 7]}`);
  }
  lines.push(`until ${requests * 40}ms`);
  return `${lines.join("\n")}\n`;
}

const quantile = (numbers, part) =>
  numbers.toSorted((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * part))];

/** Records, of every animation frame that the page asks for, how long its script took, microtasks included. */
function watchFrames() {
  const ask = window.requestAnimationFrame.bind(window);
  window.frameTimes = [];
  window.requestAnimationFrame = (callback) => {
    let since = 0;
    const handle = ask((now) => {
      since = performance.now();
      callback(now);
    });
    // Asked for after it, this one runs after it, in the same frame.
    ask(() => {
      if (since > 0) window.frameTimes.push(performance.now() - since);
    });
    return handle;
  };
}

/** Clicks on a page at rest, at steps all over the run. */
async function clickAround(count) {
  const player = document.querySelector("paxos-player");
  const frame = () => new Promise((done) => requestAnimationFrame(done));
  // Between two frames, as a person's click comes: in the middle of one it would pay for its layout, too.
  const rest = async (frames) => {
    for (let at = 0; at < frames; at += 1) await frame();
    await new Promise((done) => setTimeout(done));
  };
  const click = async (target) => {
    const since = performance.now();
    player.renderRoot.querySelector(target).click();
    await player.updateComplete;
    return performance.now() - since;
  };
  const menus = [];
  const steps = [];
  for (let at = 0; at < count; at += 1) {
    player.seekToStep(Math.floor((player.stepCount * (at + 1)) / (count + 2)));
    await rest(10);
    steps.push(await click('[aria-label="Step forward"]'));
    await rest(40);
    menus.push(await click(".touch-bar .node-touch"));
    await rest(10);
  }
  return { menus, steps };
}

async function framesOf(page, factor, open) {
  const session = await page.context().newCDPSession(page);
  await page.addInitScript(watchFrames);
  await open();
  await page.waitForFunction(() => document.querySelector("paxos-player")?.run);
  const stepCount = await page.evaluate(() => document.querySelector("paxos-player").stepCount);
  await session.send("Emulation.setCPUThrottlingRate", { rate: factor });
  await page.evaluate(() => {
    const player = document.querySelector("paxos-player");
    player.loop = true;
    player.playbackRate = 2;
    player.seekToStep(Math.floor(player.stepCount / 2));
    window.frameTimes.length = 0;
    player.play();
  });
  await page.waitForFunction((count) => window.frameTimes.length >= count, FRAMES, { timeout: 120_000 });
  const times = await page.evaluate(() => {
    document.querySelector("paxos-player").pause();
    return window.frameTimes;
  });
  const clicks = await page.evaluate(clickAround, CLICKS);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 1 });
  return { stepCount, times, ...clicks };
}

await command(async ([slowDown = "4"]) => {
  const factor = Number(slowDown);
  const port = await freePort(4750);
  const server = await serve(join(ROOT, "dist"), port);
  const { chromium: playwright } = await import("@playwright/test");
  const browser = await playwright.launch({
    executablePath: await chromium(),
    chromiumSandbox: process.getuid?.() !== 0,
    args: ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
  });
  const base = `http://localhost:${port}/`;
  const slug = (name) => async (page) => page.goto(`${base}?s=${name}`);
  const text = (of) => async (page) => {
    await page.addInitScript((kept) => sessionStorage.setItem("antipaxos:scenario", kept), of);
    await page.goto(base);
  };
  const cases = [
    ["S10", slug("s10-new-leader-fills-holes")],
    ["seven replicas, a storm of 20 requests", text(storm(20))],
    ["the same, 200 requests", text(storm(200))],
    ["the same, 800 requests", text(storm(800))],
  ];
  console.log(
    `Chromium, processor slowed down ${factor} times, ${FRAMES} frames each, script in milliseconds\n`,
  );
  console.log(
    `| playing | steps | median | 95 of 100 under | slowest | under ${BUDGET_MS} ms | a menu: median, slowest | a step: median, slowest |`,
  );
  console.log("|---|---:|---:|---:|---:|---:|---:|---:|");
  for (const [name, open] of cases) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    const { stepCount, times, menus, steps } = await framesOf(page, factor, () => open(page));
    const ms = (value) => value.toFixed(1);
    const under = (times.filter((time) => time < BUDGET_MS).length / times.length) * 100;
    const cells = [
      stepCount.toLocaleString("en"),
      ...[quantile(times, 0.5), quantile(times, 0.95), Math.max(...times)].map(ms),
      `${under.toFixed(1)} %`,
      ...[menus, steps].map((took) => `${ms(quantile(took, 0.5))}, ${ms(Math.max(...took))}`),
    ];
    console.log(`| ${name} | ${cells.join(" | ")} |`);
    await page.close();
  }
  await browser.close();
  server.close();
});
