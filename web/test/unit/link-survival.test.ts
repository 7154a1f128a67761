// A link that is pasted into a chat, a mail or a comment is found whole by what turns text into links
// there: bare, at a sentence's end, in round brackets, in bold.

import Autolinker from "autolinker";
import { LinkifyIt } from "linkify-it";
import { find as linkifyJs } from "linkifyjs";
import MarkdownIt from "markdown-it";
import { marked } from "marked";
import { micromark } from "micromark";
import { gfm, gfmHtml } from "micromark-extension-gfm";
import { beforeAll, expect, test } from "vitest";
import { published } from "./published";

const plain = (html: string) => html.replaceAll("&amp;", "&");

/** Address and text of each link in a piece of HTML. */
function links(html: string): string[] {
  const found = [...html.matchAll(/<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gs)];
  return found.flatMap(([, href = "", text = ""]) => [plain(href), plain(text)]);
}

const linkifyIt = new LinkifyIt();
const markdownIt = new MarkdownIt({ linkify: true });
const autolinker = new Autolinker({ stripPrefix: false, decodePercentEncoding: false });

/** What each makes of a text: the addresses that it links to, and what it shows for them. */
const FINDERS: Record<string, (text: string) => string[]> = {
  "linkify-it": (text) => (linkifyIt.match(text) ?? []).flatMap((match) => [match.url, match.text]),
  "markdown-it": (text) => links(markdownIt.render(text)),
  marked: (text) => links(marked.parse(text, { async: false, gfm: true })),
  "micromark, GFM": (text) => links(micromark(text, { extensions: [gfm()], htmlExtensions: [gfmHtml()] })),
  linkifyjs: (text) => linkifyJs(text, "url").flatMap((match) => [match.href, match.value]),
  autolinker: (text) =>
    autolinker.parse(text).flatMap((match) => [match.getAnchorHref(), match.getMatchedText()]),
};

/** Where people put links. */
const FRAMES: Record<string, (address: string) => string> = {
  bare: (address) => address,
  "in a sentence": (address) => `Look at ${address} and tell me.`,
  "at a sentence's end": (address) => `It breaks, see ${address}.`,
  "before a comma": (address) => `At ${address}, it breaks.`,
  "at a question's end": (address) => `Have you seen ${address}?`,
  "in round brackets": (address) => `It breaks (${address}) at once.`,
  "in round brackets at the end": (address) => `It breaks (see ${address}).`,
  "in bold": (address) => `It breaks: **${address}**`,
  "in bold, in a sentence": (address) => `It breaks: **${address}** at once.`,
  "on a line of its own": (address) => `It breaks:\n\n${address}\n\nat once.`,
};

/**
 * Where Markdown is written and not read, an asterisk is a character of addresses like others. The core
 * leaves two at the end out (link.test.ts).
 */
const unbold = (found: string) => found.replace(/\*\*$/, "");

const SITES = [
  "https://antipaxos.example/#",
  "https://someone.github.io/antipaxos/#",
  "https://antipaxos.example/embed/?theme=dark#",
];

let payloads: string[];

beforeAll(async () => {
  payloads = (await published()).map(({ payload }) => payload);
});

test("there are payloads with every character that a payload may have", () => {
  expect(payloads.length).toBeGreaterThan(20);
  const characters = new Set(payloads.join(""));
  for (const character of "ABCxyz019-_.&=") expect(characters).toContain(character);
  expect(payloads.some((payload) => payload.includes("step="))).toBe(true);
  expect(payloads.some((payload) => !payload.includes("step="))).toBe(true);
});

for (const [finder, find] of Object.entries(FINDERS)) {
  for (const [frame, put] of Object.entries(FRAMES)) {
    test(`${finder} finds a link ${frame} whole`, () => {
      for (const site of SITES) {
        for (const payload of payloads) {
          const address = `${site}${payload}`;
          const found = find(put(address)).map((one) => (frame.startsWith("in bold") ? unbold(one) : one));
          expect(found, payload).toEqual([address, address]);
        }
      }
    });
  }
}
