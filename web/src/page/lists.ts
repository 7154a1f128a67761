// What comes when somebody asks for other scenarios, or wants this run out of here: the list, the ways to the next
// one, the share dialog, files. A chunk of its own.

import { html, type nothing, type TemplateResult } from "lit";
import { type LibraryEntry, library } from "../core/library";
import type { PaxosPlayer } from "../element";
import type { Run } from "../element/run";
import { inOrder, neighbours } from "../model/shelves";
import { writeAddress } from "./address";
import { copied } from "./copy";
import { badLinkCard, gallery, nextButton, unknownCard } from "./gallery";
import type { Fault } from "./link";
import { download, type Saving, type Shared, saved, shareDialog, shared } from "./share";

/** The page, as far as its lists and dialogs reach. */
export interface ListsHost {
  readonly root: ParentNode;
  readonly player: PaxosPlayer;
  /** The scenario of the list that the run began as, and the one that it still is. */
  readonly named: string | null;
  readonly slug: string | null;
  /** The payload of the run's link; null where it has none. */
  payload(): Promise<string | null>;
  choose(slug: string): void;
  openFile(file: File): void;
  say(text: string): void;
  /** Draws anew; done once that is drawn. */
  draw(): Promise<unknown>;
}

export class Lists {
  readonly #host: ListsHost;
  /** In the order in which they are read. */
  readonly #all: readonly LibraryEntry[];
  /** The words that the list is narrowed to. */
  #wanted = "";
  #shared: Shared | null = null;

  private constructor(host: ListsHost, all: readonly LibraryEntry[]) {
    this.#host = host;
    this.#all = inOrder(all);
  }

  /** Throws where the list can't be fetched. */
  static async fetch(host: ListsHost): Promise<Lists> {
    return new Lists(host, await library());
  }

  readonly show = (): void => {
    const dialog = this.#host.root.querySelector<HTMLDialogElement>("#gallery");
    dialog?.showModal();
    // On a touch screen the keyboard would cover the list.
    if (matchMedia("(pointer: fine)").matches) dialog?.querySelector<HTMLElement>("input")?.focus();
  };

  /** The dialogs, open or not. */
  dialogs(): TemplateResult {
    const { player, named, choose, openFile } = this.#host;
    return html`${gallery(this.#all, named, this.#wanted, {
      choose,
      openFile,
      filter: (wanted) => {
        this.#wanted = wanted;
        void this.#host.draw();
      },
    })}
    ${shareDialog(this.#shared, {
      copy: (text, done) => void this.#copy(text, done),
      copyDiagram: () => player.look((run) => void this.#copy(run.textDiagram, "Text diagram copied")),
      download: (as) => player.look((run) => this.#save(run, as)),
    })}`;
  }

  unknownCard(slug: string): TemplateResult {
    return unknownCard(slug, this.#all, { open: this.#host.choose, showGallery: this.show });
  }

  badLinkCard(fault: Fault): TemplateResult {
    return badLinkCard(fault, { showGallery: this.show });
  }

  /** The titles of the scenarios before and after this one. */
  get around(): { before: string | null; after: string | null } {
    const { before, after } = neighbours(this.#all, this.#host.named);
    return { before: before?.title ?? null, after: after?.title ?? null };
  }

  /** To the scenario before this one, or after it. */
  go(by: -1 | 1): void {
    const { before, after } = neighbours(this.#all, this.#host.named);
    const to = by < 0 ? before : after;
    if (to) this.#host.choose(to.slug);
    else this.#host.say(by < 0 ? "This is the first one" : "This is the last one");
  }

  /** At the end of a run. */
  next(): TemplateResult | typeof nothing {
    return nextButton(this.#all, this.#host.named, this.#host.choose);
  }

  async share(): Promise<void> {
    const { root, player, slug, payload, draw } = this.#host;
    const { run, step } = player;
    if (!run) return;
    const link = slug === null ? await payload() : null;
    const hash = link === null ? null : `#${link}`;
    this.#shared = shared(slug === null ? hash : writeAddress(slug, step), run.header.title);
    await draw();
    root.querySelector<HTMLDialogElement>("#share")?.showModal();
  }

  /** A text as it stands, as a file. */
  saveText(title: string, text: string): void {
    download(title, ".paxos", text);
  }

  #save(run: Run, as: Saving): void {
    const { ending, text } = saved(run, this.#host.player.step, as);
    download(run.header.title, ending, text);
  }

  async #copy(text: string, done: string): Promise<void> {
    this.#host.say(await copied(text, done));
  }
}
