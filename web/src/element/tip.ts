// The words beside the pointer: what it is over.

import { html, type TemplateResult } from "lit";
import { place } from "./place";

export class Tip {
  #at: { text: string; x: number; y: number } | null = null;

  /** True if that changed anything. */
  show(text: string, x: number, y: number): boolean {
    if (text === "" && !this.#at) return false;
    this.#at = text === "" ? null : { text, x, y };
    return true;
  }

  hide(): boolean {
    return this.show("", 0, 0);
  }

  render(): TemplateResult {
    return html`<div class="tip" id="tip" aria-hidden="true" ?hidden=${!this.#at}>${this.#at?.text}</div>`;
  }

  /** Puts it where it belongs, once it is drawn. */
  place(root: ParentNode, within: HTMLElement): void {
    const tip = this.#at && root.querySelector<HTMLElement>("#tip");
    if (tip && this.#at) place(tip, this.#at.x + 12, this.#at.y + 16, within.clientWidth);
  }
}
