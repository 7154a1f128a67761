// What the page looks like: pictures of the player, kept as golden files. They are made with the fonts of
// Debian's Chromium; where other fonts are used, text is as wide as it is there and nothing can be compared
// dot by dot: the pictures are taken all the same, and the report says so.

import { expect, test } from "./fixtures";
import { Person } from "./person";

const SCENES = [
  ["s01a-basic", 8],
  ["s02a-multi-follower", 7],
  ["s03-duel", 14],
  ["s07b-newer-value-wins", 22],
  ["s10-new-leader-fills-holes", 21],
  ["r1-accept-checks-promised", 14],
] as const;

/** Widths of a text in the three families, as the golden pictures have them: DejaVu's. */
const WIDTHS = { serif: 951, sans: 959, mono: 963 };

for (const colorScheme of ["light", "dark"] as const) {
  test.describe(`looks, ${colorScheme}`, () => {
    test.use({ viewport: { width: 1280, height: 1400 }, colorScheme });

    for (const [slug, step] of SCENES) {
      test(`${slug} at step ${step}`, async ({ page }) => {
        const person = new Person(page);
        await person.opens(`./?s=${slug}&step=${step}`);
        await person.scrollsDown();
        await expect(
          person.player.locator("#board svg .ballot-head, #board svg text").first(),
        ).toBeAttached();
        await page.evaluate(() => scrollTo(0, 0));
        await page.mouse.move(1, 1);
        const widths = await page.evaluate(() => {
          const pen = document.createElement("canvas").getContext("2d");
          if (!pen) throw new Error("no canvas");
          const style = getComputedStyle(document.querySelector("paxos-player") ?? document.body);
          const width = (family: string) => {
            pen.font = `100px ${style.getPropertyValue(`--${family}`)}`;
            return Math.round(pen.measureText("Accept 1.A #1 set").width);
          };
          return { serif: width("serif"), sans: width("sans"), mono: width("mono") };
        });
        const isSame = JSON.stringify(widths) === JSON.stringify(WIDTHS);
        if (!isSame)
          test.info().annotations.push({ type: "other fonts", description: JSON.stringify(widths) });
        await expect(person.player).toHaveScreenshot(`${slug}-${colorScheme}.png`, {
          maxDiffPixelRatio: isSame ? 0.002 : 1,
        });
      });
    }
  });
}
