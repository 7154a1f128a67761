// The playground: the element, and around it what a person needs to choose, change and understand a run.

import { html, LitElement, nothing, render, type TemplateResult } from "lit";
import { check, isCoreError, type Protocol, withProtocol, withRule } from "../core";
import { FIRST_SLUG, scenarioText } from "../core/library";
import { coreIsWhole, loadCore, wholeCore } from "../core/load";
import { whenTouched } from "../core/rest";
import { tokens } from "../draw/styles";
import type { PaxosPlayer } from "../element";
import { Below, MISSING } from "../element/below";
import { definePlayer } from "../element/define";
import { CoreDeath, type Origin, type Run } from "../element/run";
import { Sight } from "../element/sight";
import { readAddress, writeAddress } from "./address";
import { type BarHost, bar } from "./bar";
import type { Brought, BroughtHost } from "./brought";
import { Entries } from "./entries";
import { type Given, whenGiven } from "./given";
import { type IntroHost, intro } from "./intro";
import { keep, takeKept } from "./kept";
import { takeKeys } from "./keys";
import { cameOutAlike, type Fault, faultOf, payloadOf, readLink } from "./link";
import type { Lists, ListsHost } from "./lists";
import { alive, failureCard, problemOf } from "./problems";
import type { TextProblem } from "./text";

const CHECK_QUIET_MS = 200;

export class PaxosPlayground extends LitElement {
  readonly #player: PaxosPlayer = document.createElement("paxos-player");
  /** The list of scenarios and the dialogs; they come when somebody asks for one. */
  #lists: Lists | null = null;
  #panels: typeof import("./below") | null = null;
  readonly #below = new Below(
    () => this.#bringPanels(),
    () => this.requestUpdate(),
  );
  /** The scenario of the gallery that this run began as, and its text. */
  #named: { slug: string; text: string } | null = null;
  #unknown: string | null = null;
  #badLink: Fault | null = null;
  /** A rule that was switched off and made no difference, and the text of that run. */
  #idle: { rule: string; text: string } | null = null;
  /** The link's run came out otherwise where it was made. */
  #otherwise = false;
  #failure: Error | null = null;
  #draft: string | null = null;
  /** The title of the run that it was written over. */
  #draftOver = "";
  #problem: TextProblem | null = null;
  /** What came by paste, drop or file, and what was there before. */
  #brought: Brought | null = null;
  #said = "";
  /** Whether all of what the scenario is about is shown where there is little room. */
  #isRead = false;
  #logOpen = false;
  #monitorsOpen = false;
  /** The node that is looked into. */
  #inspected = 0;
  #checkTimer: ReturnType<typeof setTimeout> | undefined;

  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  constructor() {
    super();
    const player = this.#player;
    player.controls = true;
    player.inspects = true;
    player.views = "stage sequence ledger board";
    for (const type of ["stepchange", "play", "pause"]) {
      player.addEventListener(type, () => {
        player.later("page", () => this.#follow());
        this.#entries.writeSoon(this.#player.paused);
      });
    }
    player.addEventListener("runchange", () => this.#runChanged());
    player.addEventListener("error", () => this.requestUpdate());
    player.addEventListener("ruleswitch", (event) => {
      event.preventDefault();
      const { id, kept } = (event as CustomEvent<{ id: string; kept: boolean }>).detail;
      this.#switchRule(id, kept);
    });
    player.addEventListener("scenariorequest", (event) => {
      event.preventDefault();
      const { slug, opened } = (event as CustomEvent<{ slug: string; opened: () => void }>).detail;
      void this.#choose(slug, opened);
    });
    player.addEventListener("inspect", (event) => {
      this.#inspect((event as CustomEvent<{ node: number }>).detail.node);
      void this.updateComplete.then(() => this.#panels?.showInspector(this));
    });
    player.addEventListener("restart", (event) => {
      const death = (event as CustomEvent<CoreDeath>).detail;
      keep(this.#draft ?? death.scenario);
    });
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#begin();
  }

  async #begin(): Promise<void> {
    try {
      await loadCore();
      whenTouched(document, () => this.#below.bring());
    } catch (error) {
      this.#failure = error instanceof Error ? error : new Error(String(error));
      this.requestUpdate();
      return;
    }
    takeKeys(this.#player);
    whenGiven((given) => void this.#take(given));
    await this.#entries.begin(() => this.#openFirst());
    this.requestUpdate();
  }

  async #openFirst(): Promise<void> {
    const payload = payloadOf(location.hash);
    if (payload !== null && (await this.#openLink(payload))) return;
    const { slug, step } = readAddress(location.search);
    const kept = takeKept();
    if (this.#badLink) return;
    if (kept !== null) {
      if (!(await this.#openText(kept))) {
        this.#draft = kept;
        await this.#openSlug(FIRST_SLUG, 0);
      }
    } else await this.#openSlug(slug ?? FIRST_SLUG, step ?? 0);
  }

  /** The panels, and what computes most of what they show; without the latter there is still the text. */
  async #bringPanels(): Promise<void> {
    const whole = wholeCore();
    whole.catch(() => undefined);
    try {
      this.#panels = await import("./below");
    } catch (error) {
      throw new Error(MISSING, { cause: error });
    }
    await whole;
  }

  /** None where they can't be fetched; that is said. */
  async #bringLists(): Promise<Lists | null> {
    try {
      this.#lists ??= await import("./lists").then(({ Lists }) => Lists.fetch(this.#listsHost));
    } catch {
      this.#say("The list could not be fetched. Is the network there?");
    }
    return this.#lists;
  }

  /** Opens a scenario; what is wrong with a text is shown under it, and the run that was there stays. */
  #try(origin: Origin, step: number): boolean {
    this.#entries.leave();
    try {
      this.#player.open(origin, step);
      this.#unknown = null;
      this.#badLink = null;
      this.#otherwise = false;
      this.#problem = null;
      return true;
    } catch (error) {
      this.#entries.stay();
      if (error instanceof CoreDeath) {
        keep(error.scenario);
        this.#failure = error;
      } else {
        // What is wrong with a text is told under it; anything else is a bug of ours.
        if (!isCoreError(error)) console.error(error);
        this.#refused(error);
      }
      this.requestUpdate();
      return false;
    }
  }

  /** Opens what a link holds. Of a bad one there is a card, and nothing else is opened. */
  async #openLink(payload: string): Promise<boolean> {
    try {
      const link = await readLink(payload);
      this.#badLink = null;
      if (!this.#try({ text: link.text }, link.step)) return false;
      this.#named = link.named;
      if (link.named) this.#below.bring();
      const run = this.#player.run;
      this.#otherwise = run !== null && !cameOutAlike(run, link.outcome);
      return true;
    } catch (error) {
      await this.#bringLists();
      this.#badLink = faultOf(error);
      this.requestUpdate();
      return false;
    }
  }

  readonly #entries = new Entries({
    address: () => this.#address(),
    open: async (text) => {
      const payload = payloadOf(location.hash);
      const { slug, step } = readAddress(location.search);
      if (payload !== null) await this.#openLink(payload);
      else if (slug === null && text !== null) await this.#openText(text);
      else await this.#openSlug(slug ?? FIRST_SLUG, step ?? 0);
      this.requestUpdate();
    },
  });

  /** Opens what was pasted, dropped, or chosen as a file. */
  async #take(given: Given): Promise<void> {
    this.querySelector<HTMLDialogElement>("dialog[open]")?.close();
    try {
      const { Brought } = await import("./brought");
      this.#brought ??= new Brought(this.#broughtHost);
    } catch {
      this.#say(MISSING);
      return;
    }
    await this.#brought.take(given);
  }

  readonly #broughtHost: BroughtHost = {
    player: this.#player,
    openLink: (payload) => this.#openLink(payload),
    openSlug: (slug, step) => this.#openSlug(slug, step),
    openText: (text) => this.#openText(text),
    writing: () => ({
      draft: this.#draft,
      problem: this.#problem,
      named: this.#named,
      otherwise: this.#otherwise,
    }),
    write: ({ draft, problem, named, otherwise }) => {
      [this.#draft, this.#problem, this.#named] = [draft, problem, named];
      this.#otherwise = otherwise;
      this.#draftOver = this.#player.run?.header.title ?? "";
      [this.#badLink, this.#unknown] = [null, null];
      this.requestUpdate();
      this.#entries.writeSoon(this.#player.paused);
    },
    showText: () => this.querySelector<HTMLElement>("#scenario")?.focus(),
    say: (text) => this.#say(text),
    changed: () => this.requestUpdate(),
  };

  /** Says what is wrong, under the text. */
  #refused(error: unknown): void {
    this.#problem = problemOf(error);
    this.#below.bring();
    this.requestUpdate();
  }

  /** Opens a scenario that ships, once its text is here. */
  async #openSlug(slug: string, step: number): Promise<boolean> {
    try {
      return this.#try({ slug, text: await scenarioText(slug) }, step);
    } catch (error) {
      if (isCoreError(error) && error.code === "unknown-scenario" && (await this.#bringLists())) {
        this.#unknown = slug;
        this.requestUpdate();
      } else this.#refused(error);
      return false;
    }
  }

  /** Opens a text of which nobody knows beforehand what it takes. */
  async #openText(text: string, step = 0): Promise<boolean> {
    try {
      await wholeCore();
    } catch (error) {
      this.#refused(error);
      return false;
    }
    return this.#try(this.#named?.text === text ? this.#named : { text }, step);
  }

  #runChanged(): void {
    const run = this.#player.run;
    if (run && !run.changed && "slug" in run.origin)
      this.#named = { slug: run.origin.slug, text: run.scenario };
    if (run?.scenario === this.#draft) this.#draft = null;
    // What somebody wrote and did not play yet stays, and so does what is wrong with it.
    if (this.#draft === null) this.#problem = null;
    if (run) document.title = `${run.header.title} · Antipaxos`;
    this.requestUpdate();
    this.#entries.writeSoon(this.#player.paused);
  }

  /** The slug, as long as what is played is the gallery's own scenario. */
  get #slug(): string | null {
    const run = this.#player.run;
    return run && !run.changed && "slug" in run.origin ? run.origin.slug : null;
  }

  /** The slug and the step; of a run without a name, its link; of one without either, its text beside. */
  #address(): { address: string; text: string | null } | null {
    const run = this.#player.run;
    const slug = this.#slug;
    if (this.#unknown !== null || this.#badLink || !run || (slug === null && !coreIsWhole())) return null;
    const payload = slug === null ? alive(() => run.link(this.#player.step, this.#named)) : null;
    const address = payload === null ? writeAddress(slug, this.#player.step) : `#${payload}`;
    return { address, text: address === "" ? run.scenario : null };
  }

  /** The payload of the run's link; null where it has none, since it is too long. */
  async #payload(): Promise<string | null> {
    await wholeCore().catch(() => undefined);
    const run = this.#player.run;
    return run ? alive(() => run.link(this.#player.step, this.#named)) : null;
  }

  protected override render(): TemplateResult {
    const run = this.#player.run;
    return html`${this.#renderBar(run)}
      <main>
        ${this.#brought?.notice()}
        ${
          this.#failure
            ? failureCard(this.#failure)
            : this.#unknown !== null
              ? this.#lists?.unknownCard(this.#unknown)
              : this.#badLink
                ? (this.#lists?.badLinkCard(this.#badLink) ?? this.#badLink.what)
                : this.#renderRun(run)
        }
      </main>
      ${this.#lists?.dialogs()}
      <div class="for-readers" role="status">${this.#said}</div>`;
  }

  #renderRun(run: Run | null): TemplateResult {
    if (!run) {
      return html`<p class="lede" role="status">${this.#problem?.message ?? "Loading the core…"}</p>`;
    }
    const changes = this.#changes(run);
    // What is done by hand ends the notes by itself.
    this.#marksNotes(changes !== null && !run.changed);
    return html`${intro(
      {
        header: run.header,
        changes,
        hasOriginal: this.#named !== null && !("slug" in run.origin),
        isRead: this.#isRead,
        isOtherwise: this.#otherwise,
        idleRule: this.#idle?.text === run.scenario ? this.#idle.rule : null,
      },
      this.#introHost,
    )}
      ${this.#player}
      <div class="panels ${this.#panels ? "" : "to-come"}">${this.#renderPanels(run)}</div>`;
  }

  #marksNotes(isVariant: boolean): void {
    if (this.#player.isVariant === isVariant) return;
    this.#player.isVariant = isVariant;
    this.#player.requestUpdate();
  }

  readonly #listsHost: ListsHost = this.#makeListsHost();

  #makeListsHost(): ListsHost {
    const page = this;
    return {
      root: this,
      player: this.#player,
      get named() {
        return page.#named?.slug ?? null;
      },
      get slug() {
        return page.#slug;
      },
      payload: () => this.#payload(),
      choose: (slug) => void this.#choose(slug),
      openFile: (file) => void this.#take({ how: "opened", file, text: "" }),
      say: (text) => this.#say(text),
      draw: () => {
        this.requestUpdate();
        return this.updateComplete;
      },
    };
  }

  readonly #barHost: BarHost = {
    setProtocol: (protocol) => this.#setProtocol(protocol),
    showKeys: () => this.#player.showKeys(),
    showGallery: () => void this.#showGallery(),
    go: (by) => void this.#bringLists().then((lists) => lists?.go(by)),
    share: () => void this.#bringLists().then((lists) => lists?.share()),
  };

  readonly #introHost: IntroHost = {
    toOriginal: () => void this.#choose(this.#named?.slug ?? ""),
    switchOn: (rule) => this.#switchRule(rule, true),
    readOn: () => {
      this.#isRead = true;
      this.requestUpdate();
    },
  };

  /** What was changed, in words; null where nothing was. */
  #changes(run: Run): string | null {
    const original = this.#named?.text ?? run.origin.text;
    // What has another title is a scenario of its own.
    const isIt = original.startsWith(`# ${run.header.title}\n`);
    const isChanged = isIt && (this.#named ? this.#slug === null : run.changed);
    return isChanged ? (this.#panels?.changes(original, run.scenario) ?? "") : null;
  }

  #renderBar(run: Run | null): TemplateResult {
    const { before = null, after = null } = this.#lists?.around ?? {};
    const isListed = run !== null && this.#named !== null;
    const protocol = run?.header.protocol ?? null;
    return bar({ protocol, isListed, before, after, said: this.#said }, this.#barHost);
  }

  /** At the end of a run, the way to the next one. */
  #renderNext(): void {
    const { ended } = this.#player;
    if (ended && !this.#lists && coreIsWhole()) void this.#bringLists().then(() => this.requestUpdate());
    render(ended ? this.#lists?.next() : nothing, this.#player);
  }

  #renderPanels(run: Run): TemplateResult | typeof nothing {
    if (!this.#panels) return this.#below.missing();
    const text = this.#draft ?? run.scenario;
    return this.#panels.panels({
      player: this.#player,
      isWhole: coreIsWhole() && !this.#player.error,
      missing: this.#below.missing(),
      text: {
        text,
        isDraft: this.#draft !== null,
        over: ["", run.header.title].includes(this.#draftOver) ? null : this.#draftOver,
        problem: this.#problem,
        hash: run.header.hash,
      },
      textHost: {
        edit: (text) => this.#edit(text),
        apply: () => void this.#apply(),
        revert: () => this.#revert(),
        openFile: (file) => void this.#take({ how: "opened", file, text: "" }),
        save: () => void this.#bringLists().then((lists) => lists?.saveText(run.header.title, text)),
        say: (what) => this.#say(what),
      },
      inspected: { node: this.#inspected, host: { choose: (node) => this.#inspect(node) } },
      monitorsOpen: this.#monitorsOpen,
      monitorsHost: this.#monitorsHost,
      logOpen: this.#logOpen,
      logHost: {
        toggle: (open) => {
          this.#logOpen = open;
          this.requestUpdate();
        },
        seek: (to) => this.#player.seekToStep(to),
      },
    });
  }

  protected override updated(): void {
    this.#renderNext();
    const panels = this.querySelector(".panels");
    if (!panels) return;
    this.#below.watch(panels);
    this.#sight.watch(panels);
  }

  readonly #sight = new Sight(() => this.requestUpdate());

  /** The player moved on: while it plays, what can't be seen need not be drawn. */
  #follow(): void {
    const panels = this.querySelector(".panels");
    if (this.#player.paused || (panels && this.#sight.has(panels))) this.requestUpdate();
  }

  readonly #monitorsHost = {
    toggle: (open: boolean) => {
      this.#monitorsOpen = open;
      this.requestUpdate();
    },
    seek: (step: number) => this.#player.seekToStep(step),
    point: (steps: readonly number[] | null) => this.#player.pointAtSteps(steps),
  };

  #inspect(node: number): void {
    this.#inspected = node;
    this.requestUpdate();
  }

  #setProtocol(protocol: Protocol): void {
    const run = this.#player.run;
    if (!run || run.header.protocol === protocol) return;
    void this.#openVariant(() => withProtocol(run.scenario, protocol), 0);
  }

  /** The same schedule with a rule on, or off, at the same step. */
  #switchRule(id: string, kept: boolean): void {
    const run = this.#player.run;
    if (!run) return;
    const before = run.header.hash;
    const switched = this.#openVariant(() => withRule(run.scenario, id, kept), this.#player.step);
    void switched.then(() => {
      const now = this.#player.run;
      const isSame = !kept && now !== run && now?.header.hash === before;
      this.#idle = isSame ? { rule: id, text: now.scenario } : null;
      this.requestUpdate();
    });
  }

  async #openVariant(make: () => string, step: number): Promise<void> {
    try {
      await wholeCore();
      await this.#openText(make(), step);
    } catch (error) {
      this.#refused(error);
    }
  }

  /** Opens a scenario of the list, and makes ready to play it; `opened`: from where. */
  async #choose(slug: string, opened?: () => void): Promise<void> {
    this.querySelector<HTMLDialogElement>("#gallery")?.close();
    if (!(await this.#openSlug(slug, 0))) return;
    opened?.();
    scrollTo({ top: 0 });
    await this.updateComplete;
    // Who goes from one to the next stays at that button.
    if (!document.activeElement?.matches(".go")) this.#player.focusPlay();
  }

  async #showGallery(): Promise<void> {
    const lists = await this.#bringLists();
    this.requestUpdate();
    await this.updateComplete;
    lists?.show();
  }

  #edit(text: string): void {
    if (this.#draft === null) this.#draftOver = this.#player.run?.header.title ?? "";
    this.#draft = text === this.#player.run?.scenario ? null : text;
    clearTimeout(this.#checkTimer);
    this.#checkTimer = setTimeout(async () => {
      try {
        await wholeCore();
      } catch (error) {
        this.#refused(error);
        return;
      }
      const draft = this.#draft;
      const problem = draft === null ? null : alive(() => check(draft));
      this.#problem = problem;
      this.requestUpdate();
    }, CHECK_QUIET_MS);
    this.requestUpdate();
  }

  async #apply(): Promise<void> {
    clearTimeout(this.#checkTimer);
    const run = this.#player.run;
    const text = this.#draft ?? run?.scenario ?? "";
    if (!(await this.#openText(text))) return;
    this.#draft = null;
    this.#say("Scenario applied");
  }

  #revert(): void {
    clearTimeout(this.#checkTimer);
    this.#draft = null;
    this.#problem = null;
    this.requestUpdate();
  }

  #say(text: string): void {
    this.#said = text;
    this.requestUpdate();
    setTimeout(() => {
      if (this.#said !== text) return;
      this.#said = "";
      this.requestUpdate();
    }, 2500);
  }
}

export function definePlayground(): void {
  if (tokens.styleSheet) document.adoptedStyleSheets = [...document.adoptedStyleSheets, tokens.styleSheet];
  definePlayer();
  customElements.define("paxos-playground", PaxosPlayground);
}
