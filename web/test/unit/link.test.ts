// Links through the wasm core: made and read as they are natively.

import { beforeAll, expect, test } from "vitest";
import { type CoreError, decodeLink, type LinkView, Playground } from "../../src/core";
import { earlierText } from "../../src/core/earlier";
import { scenarioText } from "../../src/core/library";
import { loadCore } from "../../src/core/load";
import { coreBytes } from "./bytes";
import { published } from "./published";

beforeAll(async () => {
  await loadCore(await coreBytes());
});

/** The code and the advice of what is thrown. */
function thrown(does: () => unknown): [string, string | null] {
  try {
    does();
  } catch (error) {
    const { code, hint } = error as CoreError;
    return [code, hint];
  }
  throw new Error("nothing was thrown");
}

/** With the text that the link is an edit of: as it is today, or as it shipped when the link was made. */
async function read(payload: string): Promise<LinkView> {
  const link = decodeLink(payload);
  if (link.slug === null) return link;
  const today = await scenarioText(link.slug);
  const earlier = await earlierText(link.slug, link.edits ?? "");
  return decodeLink(payload, earlier ?? today);
}

test("every published link reads as it does natively", async () => {
  let edits = 0;
  for (const { payload, text } of await published()) {
    const link = await read(payload);
    edits += link.slug === null ? 0 : 1;
    // A built-in brings its description along.
    const comments = (lines: string) => lines.split("\n").filter((line) => line.startsWith("# "));
    const carried = (link.text ?? "").split("\n").filter(
      (line) =>
        !comments(link.text ?? "")
          .slice(1)
          .includes(line),
    );
    expect(carried.join("\n"), payload).toBe(text);
    const step = /&step=(\d+)$/.exec(payload)?.[1];
    expect(link.step).toBe(step === undefined ? null : Number(step));
  }
  expect(edits, "some are edits of what ships").toBeGreaterThan(2);
});

test("what is shared opens as the same run", () => {
  const text = "# Shared\nprotocol multi\nreplicas A B C\nleader B\nat 0ms c1 asks A: set x 1\n";
  const made = Playground.open(text);
  const payload = made.encodeLink(4);
  const read = decodeLink(payload);
  expect(read).toEqual({ text, slug: null, edits: null, step: 4, outcome: made.outcome() });
  const opened = Playground.open(read.text ?? "");
  expect(opened.outcome()).toEqual(read.outcome);
  expect(opened.encodeLink(4)).toBe(payload);
  made.free();
  opened.free();
});

test("an edited built-in is short, and needs its text", async () => {
  const base = await scenarioText("s03-duel");
  const made = Playground.open(`${base}expect #2 open\n`);
  const payload = made.encodeLink(undefined, "s03-duel", base);
  expect(payload.length).toBeLessThan(60);
  expect(decodeLink(payload)).toMatchObject({ text: null, slug: "s03-duel", step: null });
  expect(decodeLink(payload, base).text).toBe(`${base}expect #2 open\n`);
  expect(thrown(() => decodeLink(payload, "until 1s"))[0]).toBe("unknown-scenario");
  made.free();
});

test("a whole address will do, and the asterisks of bold are left out", async () => {
  for (const { payload } of await published()) {
    const read = decodeLink(payload);
    expect(decodeLink(`https://antipaxos.example/#${payload}`)).toEqual(read);
    expect(decodeLink(`https://antipaxos.example/#${payload}**`)).toEqual(read);
    expect(thrown(() => decodeLink(`${payload}*`))[0]).toBe("bad-alphabet");
  }
});

test("a bad link has its code and says what to do", async () => {
  const [first] = await published();
  const good = first?.payload ?? "";
  const codes = {
    "": "empty",
    [good.slice(1)]: "damaged",
    [good.slice(0, -1)]: "damaged",
    [`${good}%20`]: "bad-alphabet",
    ["1".repeat(20_000)]: "too-long",
    "2AAAA.0y8mn92": "newer-version",
  };
  for (const [payload, code] of Object.entries(codes)) {
    const [found, hint] = thrown(() => decodeLink(payload));
    expect(found).toBe(code);
    expect(hint).toMatch(/\.$/);
  }
});
