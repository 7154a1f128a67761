// The share dialog: the link, the figure for a page of one's own, and the run as files.

import { html, nothing, type TemplateResult } from "lit";
import type { Run } from "../element/run";
import { LONG, TOO_LONG } from "./link";

export interface Shared {
  /** The whole address; null where none can be made. */
  address: string | null;
  /** Why there is none. */
  problem: string | null;
  embed: string;
  title: string;
}

/** `where`: the run's query or hash; null where it has no link. */
export function shared(where: string | null, title: string): Shared {
  const page = `${location.origin}${location.pathname}`;
  const figure = new URL(`embed/${where ?? ""}`, page).href;
  return {
    address: where === null ? null : new URL(`./${where}`, page).href,
    problem: where === null ? "This run is too long for a link. Send it as a file." : null,
    embed: `<iframe src="${figure}" title="${title.replaceAll('"', "'")}" width="100%" height="800" style="border:0" loading="lazy" allow="fullscreen; clipboard-write"></iframe>`,
    title,
  };
}

/** What a run can be saved as. */
export type Saving = "text" | "scenario" | "test" | "sequence" | "stage";

/** As wide as a column of text on a page of one's own. */
const FIGURE_PX = 640;

/** The file's text, and how its name ends. */
export function saved(run: Run, step: number, as: Saving): { text: string; ending: string } {
  switch (as) {
    case "text":
      return { text: run.scenario, ending: ".paxos" };
    case "scenario":
      return { text: run.exported("scenario"), ending: ".paxos" };
    case "test":
      return { text: run.exported("test"), ending: ".rs" };
    case "sequence":
    case "stage":
      return { text: run.svg(as, step, FIGURE_PX), ending: `-${as}.svg` };
  }
}

export interface ShareHost {
  copy(text: string, done: string): void;
  /** The sequence diagram as text goes to the clipboard. */
  copyDiagram(): void;
  download(as: Saving): void;
}

export function shareDialog(shared: Shared | null, host: ShareHost): TemplateResult {
  const closeOutside = (event: MouseEvent) => {
    if (event.target === event.currentTarget) (event.currentTarget as HTMLDialogElement).close();
  };
  return html`<dialog id="share" class="share" aria-labelledby="share-title" @click=${closeOutside}>
    <div class="gallery-head">
      <h2 id="share-title">Share this run</h2>
      <form method="dialog"><button class="button" aria-label="Close">Close</button></form>
    </div>
    ${shared ? body(shared, host) : nothing}
  </dialog>`;
}

function body({ address, problem, embed }: Shared, host: ShareHost): TemplateResult {
  const length = address?.length ?? 0;
  return html`<div class="share-body">
    ${
      address === null
        ? html`<p class="wrong" role="alert">${problem}</p>`
        : html`<label>
              A link to this very step
              <input readonly .value=${address} @focus=${(event: Event) => (event.target as HTMLInputElement).select()} />
            </label>
            <div class="text-buttons">
              <button class="button primary" @click=${() => host.copy(address, "Link copied")}>Copy link</button>
              <span class="soft">${length.toLocaleString("en")} characters${lengthAdvice(length)}</span>
            </div>
            <label>
              The figure for your page
              <textarea readonly rows="3" .value=${embed}></textarea>
            </label>
            <div class="text-buttons">
              <button class="button" @click=${() => host.copy(embed, "Embed code copied")}>Copy embed code</button>
            </div>`
    }
    <h3>As a picture</h3>
    <div class="text-buttons">
      <button class="button" @click=${() => host.download("sequence")}>Sequence (SVG)</button>
      <button class="button" @click=${() => host.download("stage")}>Stage at this step (SVG)</button>
      <button class="button" @click=${() => host.copyDiagram()}>Copy as text</button>
    </div>
    <h3>As a file</h3>
    <div class="text-buttons">
      <button class="button" @click=${() => host.download("text")}>Scenario (.paxos)</button>
      <button class="button" @click=${() => host.download("scenario")}>With what came out expected</button>
      <button class="button" @click=${() => host.download("test")}>As a Rust test</button>
    </div>
  </div>`;
}

function lengthAdvice(length: number): string {
  if (length > TOO_LONG) return ": many programs cut it. Send the file.";
  if (length > LONG) return ": some programs cut it. The file is safer.";
  return "";
}

/** Gives the person a file, named after the run's title. */
export function download(title: string, ending: string, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/plain;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = fileName(title, ending);
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

/** A file's name made of a title. */
export function fileName(title: string, ending: string): string {
  const plain = title
    .normalize("NFKD")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `${plain === "" ? "scenario" : plain.slice(0, 60)}${ending}`;
}
