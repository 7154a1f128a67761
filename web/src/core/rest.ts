// The core's second part: what nobody needs who only watches a plain scenario (docs/adr/0009-wasm-in-two.md).
// Instantiating it fills the places that the first part left open; it keeps no state of its own, so that
// doing so twice does no harm.

const MISSING = "A part of the core could not be fetched. Is the network there?";

/** The second part could not be brought in while the core was waiting for it: the core is dead. */
export class RestMissing extends Error {
  override readonly name = "RestMissing";
}

export class Rest {
  readonly #url: string;
  #shared: WebAssembly.Imports | null = null;
  #isHere = false;
  #coming: Promise<void> | null = null;
  #waiting: (() => void)[] = [];

  constructor(url: string) {
    this.#url = url;
  }

  get isHere(): boolean {
    return this.#isHere;
  }

  /** Does `work` as soon as it is here, whoever brought it; never in the middle of a call of the core. */
  whenHere(work: () => void): void {
    if (this.#isHere) queueMicrotask(work);
    else this.#waiting.push(work);
  }

  #arrived(): void {
    this.#isHere = true;
    for (const work of this.#waiting.splice(0)) queueMicrotask(work);
  }

  /** What the first part exports, once it is there. */
  attach(first: object): void {
    this.#shared = { core: { ...first } };
  }

  /** Fetches it, unless it is here or on its way. After a failure the next call tries again. */
  bring(): Promise<void> {
    this.#coming ??= this.#fetch().catch((error) => {
      this.#coming = null;
      throw new Error(MISSING, { cause: error });
    });
    return this.#coming;
  }

  /** From its bytes, at once. */
  put(bytes: BufferSource): void {
    if (!this.#shared) throw new Error("the core is not loaded");
    new WebAssembly.Instance(new WebAssembly.Module(bytes), this.#shared);
    this.#arrived();
    this.#coming = Promise.resolve();
  }

  /**
   * The net under everything else: the core stands still in the middle of a call, so the page has to as
   * well. Throws RestMissing.
   */
  bringNow(): void {
    if (this.#isHere) return;
    try {
      const request = new XMLHttpRequest();
      request.open("GET", this.#url, false);
      // Without a promise there are no bytes to be had, only text: one character a byte.
      request.overrideMimeType("text/plain; charset=x-user-defined");
      request.send();
      if (request.status !== 200) throw new Error(`${this.#url}: ${request.status}`);
      this.put(Uint8Array.from(request.responseText, (character) => character.charCodeAt(0) & 0xff));
    } catch (error) {
      throw new RestMissing(MISSING, { cause: error });
    }
  }

  async #fetch(): Promise<void> {
    const response = await fetch(this.#url);
    if (!response.ok) throw new Error(`${this.#url}: ${response.status}`);
    const module = await WebAssembly.compile(await response.arrayBuffer());
    if (this.#isHere) return;
    if (!this.#shared) throw new Error("the core is not loaded");
    await WebAssembly.instantiate(module, this.#shared);
    this.#arrived();
  }
}

const TOUCHES = ["pointermove", "pointerdown", "keydown", "focusin"];

const isResting = ({ movementX, movementY }: PointerEvent) => movementX === 0 && movementY === 0;

/** Calls `begin` once, as soon as somebody shows by pointer or key that they are there. */
export function whenTouched(target: EventTarget, begin: () => void): void {
  const first = (event: Event) => {
    // The browser also tells of a pointer that rests, when something comes to lie under it.
    if (event instanceof PointerEvent && event.type === "pointermove" && isResting(event)) return;
    for (const type of TOUCHES) target.removeEventListener(type, first);
    begin();
  };
  for (const type of TOUCHES) target.addEventListener(type, first, { passive: true });
}
