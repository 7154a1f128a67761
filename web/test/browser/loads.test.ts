import { expect, test } from "./fixtures";

for (const address of ["./", "./embed/"]) {
  test(`the core runs on ${address}`, async ({ page }) => {
    await page.goto(address);
    await expect(page.locator("#version")).toHaveText(/^Antipaxos \d+\.\d+\.\d+$/);
  });
}
