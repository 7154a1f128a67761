// Every browser test takes `test` from here: a test whose page logged an error fails.

import { test as base, expect } from "@playwright/test";

export { expect };

export const test = base.extend<{ complaints: string[] }>({
  complaints: [
    async ({ page }, use) => {
      const complaints: string[] = [];
      page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
      page.on("console", (message) => {
        if (message.type() === "error") complaints.push(`console: ${message.text()}`);
      });
      await use(complaints);
      expect(complaints, "errors that the page logged").toEqual([]);
    },
    { auto: true },
  ],
});
