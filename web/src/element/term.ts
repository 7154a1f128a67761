// <paxos-term word="a ballot">ballot</paxos-term>: a word that is explained where it stands, to a pointer, a
// finger or the keyboard. Until this file is here the word is plain text.

import { html } from "lit";
import { inPieces } from "../model/glossary";
import { type Meaning, meanings } from "../model/meanings";
import { beside } from "./beside";
import css from "./term.css?inline";

const sheet = new CSSStyleSheet();
sheet.replaceSync(css);

/** How long a pointer has to rest on a word: a hand that only passes over it opens nothing. */
const REST_MS = 150;
/** A pointer has so long from the word to its bubble. */
const LEAVE_MS = 200;

let count = 0;

class Term extends HTMLElement {
  #button: HTMLButtonElement | null = null;
  #meaning: HTMLElement | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** It was asked for, and stays when the pointer goes. */
  #isAsked = false;

  connectedCallback(): void {
    if (this.#button) return;
    count += 1;
    const root = this.attachShadow({ mode: "open" });
    root.adoptedStyleSheets = [sheet];
    const button = document.createElement("button");
    button.type = "button";
    button.setAttribute("aria-expanded", "false");
    button.append(document.createElement("slot"));
    const bubble = document.createElement("span");
    bubble.id = `meaning-${count}`;
    bubble.popover = "manual";
    bubble.setAttribute("role", "tooltip");
    button.setAttribute("aria-describedby", bubble.id);
    root.append(button, bubble);
    this.#button = button;
    this.#meaning = bubble;
    this.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "touch") return;
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#show(true), REST_MS);
    });
    // The bubble is a part of this: it stays while the pointer is on it.
    this.addEventListener("pointerleave", () => {
      clearTimeout(this.#timer);
      if (!this.#isAsked) this.#timer = setTimeout(() => this.#show(false), LEAVE_MS);
    });
    button.addEventListener("focus", () => {
      if (button.matches(":focus-visible")) this.#show(true);
    });
    button.addEventListener("blur", () => this.#close());
    button.addEventListener("click", () => {
      clearTimeout(this.#timer);
      const isAsked = !this.#isAsked;
      this.#isAsked = isAsked;
      this.#show(isAsked);
    });
  }

  /** Closes it, wherever the focus is. */
  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    clearTimeout(this.#timer);
    this.#close();
  };

  static readonly observedAttributes = ["word"];

  /** It stands for another word from now on. */
  attributeChangedCallback(): void {
    this.#close();
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    removeEventListener("keydown", this.#onKey, true);
  }

  #close(): void {
    this.#isAsked = false;
    this.#show(false);
  }

  #show(isOpen: boolean): void {
    const [button, bubble] = [this.#button, this.#meaning];
    if (!button || !bubble || !this.isConnected || bubble.matches(":popover-open") === isOpen) return;
    button.setAttribute("aria-expanded", isOpen ? "true" : "false");
    if (!isOpen) {
      removeEventListener("keydown", this.#onKey, true);
      bubble.hidePopover();
      // A closed one is no part of the text that the word stands in.
      bubble.replaceChildren();
      return;
    }
    bubble.replaceChildren(...inWords(meanings[this.getAttribute("word") ?? ""]));
    bubble.showPopover();
    addEventListener("keydown", this.#onKey, true);
    beside(button, bubble);
  }
}

function inWords(meaning: Meaning | undefined): (string | Node)[] {
  if (!meaning) return [];
  const popular = document.createElement("span");
  popular.className = "popular";
  popular.textContent = meaning.popular ?? "";
  return [meaning.means, " ", ...(meaning.popular === undefined ? [] : [popular])];
}

if (!customElements.get("paxos-term")) customElements.define("paxos-term", Term);

/** Texts of one passage, the words of the glossary in them explained: each where it stands first. */
export function explaining(): (text: string) => unknown {
  const seen = new Set<string>();
  return (text) =>
    inPieces(text, seen).map((piece) =>
      typeof piece === "string" ? piece : html`<paxos-term word=${piece.name}>${piece.text}</paxos-term>`,
    );
}
