import { expect, test } from "./fixtures";

test("the playground opens with a scenario", async ({ page }) => {
  await page.goto("./");
  await expect(page.getByRole("heading", { level: 1 })).toHaveText("Basic Paxos, one request");
  await expect(page.locator("paxos-player svg.stage .node")).toHaveCount(3);
});

test("the embed page shows the element alone", async ({ page }) => {
  await page.goto("./embed/?s=s02a-multi-follower&step=4&theme=dark");
  await expect(page.locator("paxos-player svg.stage .node")).toHaveCount(3);
  await expect(page.locator("paxos-player .where")).toContainText("step 4 of");
  await expect(page.locator("header, h1, textarea")).toHaveCount(0);
  await expect(page.locator("main > *")).toHaveCount(2);
  await expect(page.getByRole("link", { name: "Open in the playground" })).toHaveAttribute(
    "href",
    "../?s=s02a-multi-follower&step=4",
  );
  const scheme = await page
    .locator("paxos-player")
    .evaluate((player) => getComputedStyle(player).colorScheme);
  expect(scheme).toBe("dark");
});
