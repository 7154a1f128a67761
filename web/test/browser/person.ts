// What a person does on the page, by the names that they see.

import { expect, type Locator, type Page } from "@playwright/test";

export class Person {
  readonly page: Page;
  readonly player: Locator;

  constructor(page: Page) {
    this.page = page;
    this.player = page.locator("paxos-player");
  }

  async opens(address: string): Promise<void> {
    await this.page.goto(address);
    await expect(this.player.locator("#sentence")).not.toBeEmpty();
    await this.settled();
  }

  /** What the player says of itself. */
  get position(): Promise<{ step: number; stepCount: number; paused: boolean; ended: boolean }> {
    return this.player.evaluate((element) => {
      const { step, stepCount, paused, ended } = element as HTMLElement & {
        step: number;
        stepCount: number;
        paused: boolean;
        ended: boolean;
      };
      return { step, stepCount, paused, ended };
    });
  }

  /** Waits until nothing travels any more. */
  async settled(): Promise<void> {
    await expect
      .poll(() =>
        this.player.evaluate((element) => {
          const { currentTime, step } = element as HTMLElement & { currentTime: number; step: number };
          return Math.abs(currentTime - step * 0.9) < 1e-6;
        }),
      )
      .toBe(true);
  }

  button(name: string | RegExp): Locator {
    return this.page.getByRole("button", { name, exact: typeof name === "string" });
  }

  async presses(name: string): Promise<void> {
    await this.button(name).click();
  }

  async seeks(step: number): Promise<void> {
    await this.player.evaluate((element, to) => {
      (element as HTMLElement & { seekToStep(step: number): void }).seekToStep(to);
    }, step);
    await this.settled();
  }

  /** Steps on until `here` holds; fails at the end of the run. */
  async stepsUntil(here: () => Promise<boolean>): Promise<void> {
    const { stepCount } = await this.position;
    for (let count = 0; count <= stepCount; count += 1) {
      if (await here()) return;
      await this.presses("Step forward");
      await this.settled();
    }
    throw new Error("the run ended before");
  }

  /** The picture as it stands, attributes sorted. */
  picture(name: "stage" | "sequence"): Promise<string> {
    return this.player.locator(`svg.${name}`).evaluate((svg) => {
      const print = (element: Element): string => {
        const attributes = [...element.attributes].map(({ name, value }) => `${name}="${value}"`).sort();
        const inside =
          element.children.length > 0 ? [...element.children].map(print).join("") : element.textContent;
        return `<${element.tagName} ${attributes.join(" ")}>${inside}`;
      };
      return print(svg);
    });
  }

  /** To the panels under the player, which come when they are looked at. */
  async scrollsDown(): Promise<void> {
    await this.page.locator(".panels").scrollIntoViewIfNeeded();
    await expect(this.page.locator(".text-panel")).toBeAttached();
  }

  get scenario(): Promise<string> {
    return this.scrollsDown().then(() => this.page.getByLabel("Scenario text").inputValue());
  }

  get hash(): Promise<string> {
    return this.scrollsDown().then(() => this.page.locator(".hash").innerText());
  }

  async writes(text: string): Promise<void> {
    await this.scrollsDown();
    await this.page.getByLabel("Scenario text").fill(text);
    await this.presses("Apply");
  }

  menu(): Locator {
    return this.page.getByRole("menu");
  }
}
