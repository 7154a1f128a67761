// The browser's history: an entry for each run that was opened. Its address says where that run stands.

import { here } from "./address";

const QUIET_MS = 250;

export interface EntriesHost {
  /** What the address bar has to say, and the text of a run that no address names; null: it stays as it is. */
  address(): { address: string; text: string | null } | null;
  /** Opens what the address names, or this text. */
  open(text: string | null): Promise<void>;
}

export class Entries {
  readonly #host: EntriesHost;
  /** What this address names is open, or being opened. */
  #open = here();
  /** What is being opened is what the address names. */
  #isFollowing = false;
  /** The next address is an entry of its own: Back leads to what was there before. */
  #isNew = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(host: EntriesHost) {
    this.#host = host;
  }

  /** Opens what the address names, now and whenever it changes, by hand or by Back and Forward. */
  async begin(open: () => Promise<void>): Promise<void> {
    // What is written behind "#" by hand tells it, too.
    addEventListener("popstate", () => void this.#follow());
    this.#isFollowing = true;
    try {
      await open();
    } finally {
      this.#isFollowing = false;
    }
  }

  /** Before a run is opened: the one that is there is left where it stands. */
  leave(): void {
    if (this.#isFollowing) return;
    this.#write();
    this.#isNew = true;
  }

  /** It could not be opened. */
  stay(): void {
    this.#isNew = false;
  }

  /** While it plays, the address stays as it is. */
  writeSoon(isPaused: boolean): void {
    clearTimeout(this.#timer);
    if (!isPaused) return;
    const write = () => this.#isFollowing || this.#write();
    // Back may be pressed as soon as the choice can be seen; of steps, there are many.
    if (this.#isNew) queueMicrotask(write);
    else this.#timer = setTimeout(write, QUIET_MS);
  }

  async #follow(): Promise<void> {
    // What is on its way to the address bar belongs to the entry that was left.
    clearTimeout(this.#timer);
    this.#isNew = false;
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    try {
      // It may change again meanwhile.
      while (here() !== this.#open) {
        this.#open = here();
        const text: unknown = history.state;
        await this.#host.open(typeof text === "string" ? text : null);
      }
    } finally {
      this.#isFollowing = false;
    }
  }

  #write(): void {
    clearTimeout(this.#timer);
    const told = this.#host.address();
    if (!told) return;
    const { address, text } = told;
    if (address !== here() || text !== history.state) {
      const full = `${location.pathname}${address}`;
      if (this.#isNew) history.pushState(text, "", full);
      else history.replaceState(text, "", full);
    }
    this.#isNew = false;
    this.#open = here();
  }
}
