// Which parts of the page are in the window, or nearly: the others need not be drawn while a run plays.

export class Sight {
  readonly #seen = new WeakSet<Element>();
  readonly #observer: IntersectionObserver;

  /** `came` is told when a part comes into the window. */
  constructor(came: () => void) {
    this.#observer = new IntersectionObserver(
      (entries) => {
        for (const { target, isIntersecting } of entries) {
          if (isIntersecting) this.#seen.add(target);
          else this.#seen.delete(target);
        }
        if (entries.some(({ isIntersecting }) => isIntersecting)) came();
      },
      { rootMargin: "25%" },
    );
  }

  watch(part: Element): void {
    this.#observer.observe(part);
  }

  has(part: Element): boolean {
    return this.#seen.has(part);
  }
}
