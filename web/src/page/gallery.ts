// The scenarios to choose from, and the card for a name that is none of them.

import { html, nothing, type TemplateResult } from "lit";
import type { LibraryEntry } from "../core/library";
import { filtered, neighbours, shelves } from "../model/shelves";
import { sentencesOf } from "../model/transcript";
import { closestSlug } from "./closest";
import { fileButton } from "./file";
import css from "./gallery.css?inline";
import type { Fault } from "./link";
import { styled } from "./styled";

styled(css);

export type Scenario = LibraryEntry;

export interface GalleryHost {
  choose(slug: string): void;
  openFile(file: File): void;
  /** Narrows the list to what has these words. */
  filter(wanted: string): void;
}

const FIELD = "input[type=search]";

/** `all`: in order; `wanted`: the words that they are narrowed to. */
export function gallery(
  all: readonly Scenario[],
  current: string | null,
  wanted: string,
  { choose, openFile, filter }: GalleryHost,
): TemplateResult {
  const closeOutside = (event: MouseEvent) => {
    if (event.target === event.currentTarget) (event.currentTarget as HTMLDialogElement).close();
  };
  const found = filtered(all, wanted);
  const { before, after } = neighbours(all, current);
  const item = ({ slug, title, description, protocol }: Scenario) =>
    html`<li>
      <button class="scenario" aria-current=${slug === current ? "true" : "false"} @click=${() => choose(slug)}>
        <span class="tag">${protocol === "basic" ? "Basic" : "Multi"}</span>
        <b dir="auto">${title}</b>
        <span class="line" dir="auto">${sentencesOf(description)[0] ?? description}</span>
      </button>
    </li>`;
  const way = (one: Scenario | null, name: string, arrow: string) =>
    one
      ? html`<button class="button" aria-label="${name}: ${one.title}" title=${one.title} @click=${() => choose(one.slug)}>${arrow}</button>`
      : nothing;
  return html`<dialog
    id="gallery"
    class="gallery"
    aria-labelledby="gallery-title"
    @click=${closeOutside}
    @close=${() => filter("")}
    @keydown=${onKey}
  >
    <div class="gallery-head">
      <h2 id="gallery-title">Scenarios</h2>
      <div class="ways">
        ${way(before, "Previous", "←")} ${way(after, "Next", "→")}
        <form method="dialog"><button class="button" aria-label="Close the list">Close</button></form>
      </div>
      <div class="find">
        <input
          type="search"
          aria-label="Find a scenario"
          placeholder="Find: leader, crash, R4a…"
          autocomplete="off"
          spellcheck="false"
          .value=${wanted}
          @input=${(event: Event) => filter((event.target as HTMLInputElement).value)}
        />
        <span class="soft" role="status">${found.length === all.length ? `${all.length} scenarios` : `${found.length} of ${all.length}`}</span>
      </div>
    </div>
    ${
      found.length === 0
        ? html`<p class="own">
            No scenario has all of these words. Try one alone, such as leader, quorum or disk.
            <button class="as-link" @click=${() => filter("")}>Show all</button>
          </p>`
        : shelves(found).map(
            ({ name, scenarios }, index) =>
              html`<h3 id="shelf-${index}">${name}</h3>
                <ul aria-labelledby="shelf-${index}">
                  ${scenarios.map(item)}
                </ul>`,
          )
    }
    <p class="own">
      ${fileButton(openFile)}
      <span>Or drop a file or a link anywhere on this page, or paste a text.</span>
    </p>
  </dialog>`;
}

/** Up and down from one to the next, Enter in the field opens the first; Escape gives all back before it closes. */
function onKey(event: KeyboardEvent): void {
  const dialog = event.currentTarget as HTMLElement;
  const field = dialog.querySelector<HTMLInputElement>(FIELD);
  const items = [...dialog.querySelectorAll<HTMLElement>(".scenario")];
  const isField = event.target === field;
  const at = items.indexOf(event.target as HTMLElement);
  if (!field || (at < 0 && !isField)) return;
  if (event.key === "ArrowDown") items[at + 1]?.focus();
  else if (event.key === "ArrowUp") (items[at - 1] ?? field).focus();
  else if (event.key === "Enter" && isField) items[0]?.click();
  else if (event.key === "Escape" && field.value !== "") {
    field.value = "";
    field.dispatchEvent(new Event("input"));
    field.focus();
  } else return;
  event.preventDefault();
}

/** The way to the scenario that is read after this one; `all`: in order. */
export function nextButton(
  all: readonly Scenario[],
  current: string | null,
  choose: (slug: string) => void,
): TemplateResult | typeof nothing {
  const { after } = neighbours(all, current);
  if (!after) return nothing;
  return html`<button slot="end" class="next" title=${after.title} @click=${() => choose(after.slug)}>
    Next: <span dir="auto">${after.title}</span> →
  </button>`;
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
export function badLinkCard({ code, what, advice }: Fault, host: { showGallery(): void }): TemplateResult {
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
