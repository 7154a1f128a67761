// The scenarios to choose from, and the card for a name that is none of them.

import { html, type TemplateResult } from "lit";
import type { LibraryEntry } from "../core/library";
import { closestSlug } from "./closest";
import { fileButton } from "./file";
import css from "./gallery.css?inline";
import { styled } from "./styled";

export { download, saved, shareDialog, shared } from "./share";

styled(css);

export type Scenario = LibraryEntry;

export interface GalleryHost {
  choose(slug: string): void;
  openFile(file: File): void;
}

export function gallery(
  all: readonly Scenario[],
  current: string | null,
  { choose, openFile }: GalleryHost,
): TemplateResult {
  const closeOutside = (event: MouseEvent) => {
    if (event.target === event.currentTarget) (event.currentTarget as HTMLDialogElement).close();
  };
  const item = ({ slug, title, description, protocol }: Scenario) =>
    html`<li>
      <button aria-current=${slug === current ? "true" : "false"} @click=${() => choose(slug)}>
        <span class="tag">${protocol === "basic" ? "Basic" : "Multi"}</span>
        <b dir="auto">${title}</b>
        <span class="line" dir="auto">${firstSentence(description)}</span>
      </button>
    </li>`;
  return html`<dialog id="gallery" class="gallery" aria-labelledby="gallery-title" @click=${closeOutside}>
    <div class="gallery-head">
      <h2 id="gallery-title">Scenarios</h2>
      <form method="dialog"><button class="button" aria-label="Close the list">Close</button></form>
    </div>
    <p class="own">
      ${fileButton(openFile)}
      <span>Or drop a file or a link anywhere on this page, or paste a text.</span>
    </p>
    <ul>
      ${all.filter((one) => !one.breaksRule).map(item)}
    </ul>
    <h3 id="gallery-rules">Rules switched off</h3>
    <ul aria-labelledby="gallery-rules">
      ${all.filter((one) => one.breaksRule).map(item)}
    </ul>
  </dialog>`;
}

function firstSentence(text: string): string {
  return /^.*?[.!?](?=\s|$)/s.exec(text)?.[0] ?? text;
}

export interface UnknownHost {
  open(slug: string): void;
  showGallery(): void;
}

export function unknownCard(slug: string, all: readonly Scenario[], host: UnknownHost): TemplateResult {
  const near = closestSlug(
    slug,
    all.map((one) => one.slug),
  );
  const closest = all.find((one) => one.slug === near);
  return html`<div class="card notice" role="alert">
    <h1>There is no scenario called “<span dir="auto">${slug.slice(0, 80)}</span>”</h1>
    <p>The address may have been cut or mistyped.</p>
    <div class="choices">
      ${
        closest
          ? html`<button class="button primary" @click=${() => host.open(closest.slug)}>
              Open “${closest.title}”
            </button>`
          : ""
      }
      <button class="button" @click=${() => host.showGallery()}>Show all scenarios</button>
    </div>
  </div>`;
}

/** For a link that holds no scenario: what is wrong, and what to do. */
export function badLinkCard(
  { code, what, advice }: { code: string; what: string; advice: string },
  host: { showGallery(): void },
): TemplateResult {
  return html`<div class="card notice" role="alert" data-code=${code}>
    <h1>This link can’t be opened</h1>
    <p>${what}</p>
    <p>${advice}</p>
    <div class="choices">
      <button class="button primary" @click=${() => host.showGallery()}>Show all scenarios</button>
      <a class="button" href="./">Open the first one</a>
    </div>
  </div>`;
}
