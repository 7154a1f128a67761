// <paxos-player>: one scenario, played. The scenario comes from an attribute (slug, src) or from a text
// child; the rest is as with a media element.

import { html, LitElement, nothing, type PropertyValues, type TemplateResult } from "lit";
import { type CoreError, isCoreError, type Marker, type StepView, type View, withRule } from "./core";
import { FIRST_SLUG } from "./core/library";
import { coreIsWhole, loadCore, withWholeCore } from "./core/load";
import { Alone } from "./element/alone";
import { OnTouch } from "./element/below";
import { details, noteAt, told } from "./element/caption";
import { errorCard, loading, viewHead } from "./element/cards";
import type { EditsHost } from "./element/edits";
import { Handling, type HandlingHost } from "./element/handling";
import { onKey } from "./element/keys";
import { legend } from "./element/legend";
import { Menus } from "./element/menus";
import { keepInPlace, reveal } from "./element/reveal";
import { CoreDeath, type Origin, Run } from "./element/run";
import { Sight } from "./element/sight";
import { sourceOf } from "./element/source";
import { styles } from "./element/styles";
import { Tip } from "./element/tip";
import { keepTabStop, touchBar } from "./element/touch";
import { THUMB_PX, transport, transportHost } from "./element/transport";
import { BELOW, VIEWS, Views } from "./element/views";
import type { InText } from "./element/words";
import { nextMarkedStep } from "./model/markers";
import { plain } from "./model/transcript";
import { Player, STEP_MS } from "./player/player";
import { Turns } from "./player/turns";

/** More nodes than that have no room in half a table's width. */
const MANY = 5;

export type Problem = CoreError | CoreDeath | Error;

export class PaxosPlayer extends LitElement {
  static override styles = styles;

  static override properties = {
    slug: { type: String },
    src: { type: String },
    step: { type: Number, noAccessor: true },
    speed: { type: Number },
    autoplay: { type: Boolean },
    loop: { type: Boolean },
    controls: { type: Boolean },
    views: { type: String },
    theme: { type: String, reflect: true },
    label: { type: String },
  };

  declare slug: string | null;
  declare src: string | null;
  declare speed: number;
  declare autoplay: boolean;
  declare loop: boolean;
  declare controls: boolean;
  declare views: string;
  declare theme: string | null;
  declare label: string | null;

  /** Somebody around it shows what is inside a node, at an `inspect` event. */
  inspects = false;
  /** The run is another than the one that its notes were written of: they are marked as the original's. */
  isVariant = false;
  #run: Run | null = null;
  #error: Problem | null = null;
  #firstStep = 0;
  #loading = 0;
  #isLoading = true;
  /** Whether the caption explains the step's rule now. */
  #isExplained = false;
  readonly #tip = new Tip();
  #spoken = "";
  #trackWidth = 0;
  /** Nobody did anything here yet. */
  #isNew = true;
  /** The view that is shown alone, in the whole window. */
  readonly #alone = new Alone(this);

  readonly #player = new Player({
    stepped: (step, before) => this.#stepped(step, before),
    moved: (position) => this.#guard(() => this.#moved(position)),
    played: () => {
      this.#isNew = false;
      this.#announce("play");
    },
    paused: () => this.#announce("pause"),
    ended: () => this.#announce("ended"),
  });
  readonly #views = new Views((...of) => this.#need().figure(...of));
  readonly #turns = new Turns();
  readonly #sight = new Sight(() => this.#run && this.#showTables());
  #observed = new WeakSet<Element>();
  readonly #stillness = matchMedia("(prefers-reduced-motion: reduce)");
  readonly #onTouch = new OnTouch(() => this.requestUpdate());
  readonly #menus: Menus;
  readonly #handling: Handling;
  readonly #sizes = new ResizeObserver((entries) => this.#guard(() => this.#resized(entries)));

  constructor() {
    super();
    this.slug = null;
    this.src = null;
    this.speed = 1;
    this.autoplay = false;
    this.loop = false;
    this.controls = false;
    this.views = "stage sequence";
    this.theme = null;
    this.label = null;
    const host = this.#makeHost();
    this.#menus = new Menus(host);
    this.#handling = new Handling(host, this.#menus);
  }

  // What the outside sees: as a media element, and steps besides.

  /** The run: header, state, text. Null until one is open. */
  get run(): Run | null {
    return this.#run;
  }

  get error(): Problem | null {
    return this.#error;
  }

  get paused(): boolean {
    return this.#player.paused;
  }

  get ended(): boolean {
    return this.#player.stepCount > 0 && this.#player.ended;
  }

  /** Seconds at normal speed, every step counted alike. */
  get currentTime(): number {
    return (this.#player.position * STEP_MS) / 1000;
  }

  set currentTime(seconds: number) {
    this.seekToStep(Math.round((seconds * 1000) / STEP_MS));
  }

  get duration(): number {
    return this.#run ? (this.#player.stepCount * STEP_MS) / 1000 : Number.NaN;
  }

  get playbackRate(): number {
    return this.#player.playbackRate;
  }

  set playbackRate(rate: number) {
    if (!(rate > 0) || rate === this.#player.playbackRate) return;
    this.#player.playbackRate = rate;
    this.#announce("ratechange");
  }

  get step(): number {
    return this.#run ? this.#player.step : this.#firstStep;
  }

  set step(step: number) {
    const wanted = Number.isFinite(step) ? Math.max(0, Math.trunc(step)) : 0;
    this.#firstStep = wanted;
    if (this.#run) this.seekToStep(wanted);
  }

  get stepCount(): number {
    return this.#player.stepCount;
  }

  get markers(): readonly Marker[] {
    return this.#run?.header.markers ?? [];
  }

  play(): void {
    if (this.#run) this.#player.play();
  }

  pause(): void {
    this.#player.pause();
  }

  stepForward(): void {
    if (this.#run) this.#player.stepForward();
  }

  stepBack(): void {
    if (this.#run) this.#player.stepBack();
  }

  seekToStep(step: number): void {
    if (this.#run) this.#player.seek(step);
  }

  /** Points at what happened in these steps, on all views, and marks their rows as a proof; null: no more. */
  pointAtSteps(steps: readonly number[] | null): void {
    this.#pointing()?.showSteps(steps);
  }

  /** Opens another scenario. Where its text is wrong it throws, and what was open stays open. */
  open(origin: Origin, step = 0): void {
    this.show(Run.open(origin), step);
  }

  /** Plays a run that is open already. The one that was here is let go, unless it is kept. */
  show(run: Run, step = 0): void {
    this.#loading += 1;
    this.#show(run, step);
  }

  /** Does what a line of the scenario language says, at this step. Throws where it can't be done. */
  inject(action: string): void {
    const at = this.#edit(
      (run) => run.inject(this.#player.step, action),
      (step) => Math.max(0, step - 1),
    );
    if (at > 0) this.#player.stepForward();
  }

  /** Takes the last change back. */
  undo(): void {
    if (this.#need().canUndo) this.#edit((run) => run.undo());
  }

  /** Does again what was taken back last. */
  redo(): void {
    if (this.#need().canRedo) this.#edit((run) => run.redo());
  }

  /** Changes the run, and stands where that was done: at what `work` returns, or where `from` says. */
  #edit(work: (run: Run) => number, from = (step: number) => step): number {
    const run = this.#need();
    this.#isNew = false;
    this.#player.pause();
    this.later("place", keepInPlace(this.renderRoot));
    const at = work(run);
    this.#load(run, from(at));
    this.#changed("inject");
    return at;
  }

  readonly #editsHost: EditsHost = {
    undo: () => this.#guard(() => this.undo()),
    redo: () => this.#guard(() => this.redo()),
    reset: () => this.reset(),
    edit: (work) => this.#guard(() => this.#edit(work)),
    look: (work) => this.look(work),
    seek: (step) => this.seekToStep(step),
    changed: (after) => this.#redraw(after),
  };
  readonly #edits = this.#onTouch.own((part) => new part.Edits(this.#editsHost));
  readonly #pointing = this.#onTouch.own((part) => new part.Pointing(this, this.#views, this.#tip));
  readonly #until = this.#onTouch.own((part) => new part.Until(this, this.#editsHost));

  /** Draws itself anew; then `after` is done with what was drawn. */
  #redraw(after?: (root: ParentNode) => void): void {
    this.requestUpdate();
    if (after) void this.updateComplete.then(() => after(this.renderRoot));
  }

  /**
   * Plays the same without a rule, or with it again, at the same step. Who listens to `ruleswitch` and
   * prevents its default does it themselves.
   */
  switchRule(id: string, kept: boolean): void {
    const detail = { id, kept };
    if (!this.dispatchEvent(new CustomEvent("ruleswitch", { cancelable: true, detail }))) return;
    const change = () => this.open({ text: withRule(this.#need().scenario, id, kept) }, this.step);
    withWholeCore(
      () => this.#guard(change),
      (why) => this.#fail(why),
    );
  }

  /** Looks at the run for who shows more of it; where the core died meanwhile, its report is shown. */
  look<T>(at: (run: Run) => T): T | undefined {
    const run = this.#run;
    return run ? this.#guard(() => at(run)) : undefined;
  }

  /** Back to the run as it was opened. */
  reset(): void {
    const run = this.#need();
    this.#guard(() => this.#show(Run.open(run.origin), Math.min(this.step, this.stepCount)));
  }

  override connectedCallback(): void {
    super.connectedCallback();
    this.#stillness.addEventListener("change", this.#onStillness);
    document.addEventListener("pointerdown", this.#menus.onOutside, true);
    document.addEventListener("focusin", this.#alone.onFocus);
    this.#onStillness();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.#stillness.removeEventListener("change", this.#onStillness);
    document.removeEventListener("pointerdown", this.#menus.onOutside, true);
    document.removeEventListener("focusin", this.#alone.onFocus);
    this.#alone.leave();
    this.#sizes.disconnect();
    this.#observed = new WeakSet();
    this.#player.stop();
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has("speed") && this.speed > 0) this.playbackRate = this.speed;
    if (changed.has("loop")) this.#player.loop = this.loop;
    if (!this.hasUpdated || changed.has("slug") || changed.has("src")) void this.#loadFromAttributes();
  }

  async #loadFromAttributes(): Promise<void> {
    this.#loading += 1;
    const loading = this.#loading;
    try {
      await loadCore();
      const origin = await sourceOf(this);
      if (loading !== this.#loading) return;
      if (!origin) {
        this.#isLoading = false;
        this.requestUpdate();
        return;
      }
      this.#show(Run.open(origin), this.#firstStep);
      if (this.autoplay && !this.#stillness.matches) this.play();
    } catch (error) {
      if (loading === this.#loading) this.#fail(error);
    }
  }

  #show(run: Run, step: number): void {
    this.#run?.free();
    this.#run = run;
    this.#error = null;
    this.#isLoading = false;
    this.#load(run, step);
    this.#changed("open");
  }

  /** The run is another one, or goes on differently. */
  #load(run: Run, step: number): void {
    this.#menus.close(false);
    this.#isExplained = false;
    this.#tip.hide();
    this.#pointing()?.pin(null);
    this.#edits()?.forget();
    this.#until()?.close(false);
    this.#views.reset(run.header.stepCount);
    this.#player.load(
      {
        stepCount: run.header.stepCount,
        next: (at) => this.#guard(() => run.steps.next(at)) ?? at + 1,
        previous: (at) => this.#guard(() => run.steps.previous(at)) ?? at - 1,
      },
      step,
    );
    this.requestUpdate();
  }

  #need(): Run {
    if (!this.#run) throw new Error("no run is open");
    return this.#run;
  }

  /** Runs what may meet a core that died; then the report is shown in place of the run. */
  #guard<T>(work: () => T): T | undefined {
    if (this.#error instanceof CoreDeath) return undefined;
    try {
      return work();
    } catch (error) {
      this.#fail(error);
      return undefined;
    }
  }

  #fail(error: unknown): void {
    this.#player.stop();
    this.#error = error instanceof Error ? error : new Error(String(error));
    this.#isLoading = false;
    if (error instanceof CoreDeath || !isCoreError(error)) console.warn(error);
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent("error", { detail: this.#error }));
  }

  #changed(reason: "open" | "inject"): void {
    this.#announce("runchange", { reason });
    if (reason === "open") this.#announce("loadedmetadata");
  }

  #announce(type: string, detail?: unknown): void {
    this.requestUpdate();
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  /** Does it in a frame of its own; of one name only the last is done. */
  later(name: string, work: () => void): void {
    this.#turns.add(name, work);
  }

  #stepped(step: number, before: number): void {
    this.#isNew = false;
    this.#isExplained = false;
    this.#pointing()?.pin(null);
    this.#menus.close(false);
    const tell = (type: string, detail?: unknown) => this.dispatchEvent(new CustomEvent(type, { detail }));
    tell("stepchange", { step });
    tell("timeupdate");
    for (const marker of this.markers) {
      if (marker.step <= before || marker.step > step) continue;
      tell("marker", marker);
      if (marker.kind === "violation") tell("safetyviolation", marker);
    }
    if (this.paused) this.requestUpdate();
    else {
      this.later("told", () => this.requestUpdate());
      // The stage shows this step and the next; who plays on needs the one after.
      this.later("ahead", () => this.#guard(() => this.#views.prepare(step + 2)));
    }
  }

  #moved(position: number): void {
    if (!this.#run || !this.hasUpdated) return;
    this.#views.show(position);
    this.#showTables();
    const scrubber = this.renderRoot.querySelector<HTMLInputElement>("#scrubber");
    if (scrubber) {
      scrubber.value = `${position}`;
      const part = this.stepCount === 0 ? 0 : position / this.stepCount;
      scrubber.style.setProperty("--done", `${(part * 100).toFixed(3)}%`);
    }
  }

  /** Each in a frame of its own; while the run plays, those that can be seen. */
  #showTables(): void {
    for (const table of this.#views.behind(this.#player.position)) {
      const { parentElement: box } = this.#views[table].svg;
      if (!this.paused && !(box && this.#sight.has(box))) continue;
      this.later(table, () => {
        if (this.#run) this.#guard(() => this.#views.showTable(table, this.#player.position));
      });
    }
  }

  #resized(entries: readonly ResizeObserverEntry[]): void {
    for (const { target, contentRect } of entries) {
      const width = Math.floor(contentRect.width);
      if (target.id === "track") {
        const trackWidth = Math.max(0, width - THUMB_PX);
        if (trackWidth !== this.#trackWidth) {
          this.#trackWidth = trackWidth;
          this.requestUpdate();
        }
      } else this.#views.resized(target, width, this.#run ? this.#player.position : null);
    }
  }

  protected override updated(): void {
    this.#onTouch.part?.dress(this.renderRoot);
    for (const part of this.renderRoot.querySelectorAll("#stage, #ledger, #board, .scroller, #track")) {
      if (this.#observed.has(part)) continue;
      this.#observed.add(part);
      this.#sizes.observe(part);
      if (!BELOW.some((view) => view === part.id)) continue;
      this.#onTouch.watch(part);
      this.#sight.watch(part);
    }
    this.#guard(() => this.#moved(this.#player.position));
    keepTabStop(this.renderRoot.querySelector(".touch-bar"));
    this.#tip.place(this.renderRoot, this);
    this.#menus.place();
    this.#onTouch.part?.placeRule(this.renderRoot);
  }

  protected override render(): TemplateResult {
    if (this.#error) return this.#renderError(this.#error);
    if (this.#isLoading || !this.#run) return loading(this.#isLoading);
    const drawn = this.#guard(() => this.#renderRun(this.#need()));
    return drawn ?? (this.#error ? this.#renderError(this.#error) : loading(true));
  }

  #renderError(error: Problem): TemplateResult {
    return errorCard(error, () => {
      const restart = new CustomEvent("restart", { cancelable: true, detail: error });
      if (this.dispatchEvent(restart)) location.reload();
    });
  }

  #renderRun(run: Run): TemplateResult {
    const { header, steps } = run;
    const step = this.#player.step;
    const view = steps.at(step);
    const wanted = new Set(this.views.split(/\s+/));
    const offered = VIEWS.filter((one) => wanted.has(one));
    const alone = this.#alone.among(offered);
    const views = new Set(alone ? [alone] : offered);
    const card = (one: View, name: string, body: TemplateResult) =>
      views.has(one)
        ? html`<section class="card ${one}-card" part=${one} aria-label=${name}>
            ${viewHead(one, name, alone !== null, offered.length > 1 ? this.#showAlone : null)} ${body}
          </section>`
        : nothing;
    const words = this.#onTouch.part?.explaining();
    const isPair = views.has("stage") && views.has("sequence");
    return html`<div
      class="player ${isPair ? "both" : "one"} ${header.nodes.length > MANY ? "many" : ""} ${alone ? "large" : ""}"
      part="player"
      role="group"
      aria-label=${this.label ?? header.title}
      tabindex="-1"
      @keydown=${this.handleKey}
    >
      ${this.#edits()?.bar(run)}
      ${card(
        "stage",
        "Stage",
        html`${this.#figureBox("stage", this.#views.stage.svg)} ${legend}
        ${touchBar(run.things(step), {
          open: (subject, from) => this.#menus.openFor(subject, from),
          hold: (held) => this.#handling.hold(held),
        })}`,
      )}
      <div class="dock" part="dock">
        ${told({ header, view, step, welcome: this.#welcome(run), words })}
        ${
          this.controls
            ? transport(this, view, this.#trackWidth, this.#transportHost, this.#until()?.render())
            : nothing
        }
      </div>
      ${alone ? nothing : this.#edits()?.tree(run, step)}
      <div class="aside ${step === 0 ? "begins" : ""}">${alone ? nothing : this.#renderDetails(run, view, words)}
      ${card(
        "sequence",
        "Sequence",
        html`<div
          class="sequence-body"
          @click=${this.#handling.clickSequence}
          @contextmenu=${this.#handling.click}
          @pointerover=${this.#handling.hover}
          @pointerleave=${this.#handling.leave}
        >
          ${this.#views.sequence.scroller}
        </div>`,
      )}</div>
      ${card("ledger", "Ledger", this.#figureBox("ledger", this.#views.ledger.svg))}
      ${card("board", "Board", this.#figureBox("board", this.#views.board.svg))}
      ${this.#menus.render(header.nodes)}
      ${this.#tip.render()}
      <div class="for-readers" aria-live="polite">${this.#speech(view)}</div>
      ${this.#onTouch.part?.keysDialog()}
    </div>`;
  }

  #welcome({ origin, header }: Run): string | null {
    if (!this.#isNew) return null;
    return "slug" in origin && origin.slug !== FIRST_SLUG ? header.description : "";
  }

  #renderDetails(run: Run, view: StepView | undefined, words: InText | undefined): TemplateResult {
    const { header } = run;
    return details({
      header,
      view,
      note: noteAt(run, this.step),
      isVariant: this.isVariant,
      isExplained: this.#isExplained,
      isLeft: run.isLeft(this.step),
      explain: (isExplained) => {
        this.#isExplained = isExplained;
        this.requestUpdate();
        if (!this.#onTouch.part) this.#onTouch.bring();
      },
      explanation: (rule) => this.#onTouch.part?.explanation(rule, header, this) ?? this.#onTouch.missing(),
      words,
      evidence: this.#pointing()?.evidence(run, this.step),
    });
  }

  /** Where a figure stands; it is as wide as this is. */
  #figureBox(id: View, svg: SVGElement): TemplateResult {
    const isToCome = BELOW.some((view) => view === id) && !coreIsWhole();
    return html`<div
      id=${id}
      class=${isToCome ? "to-come" : nothing}
      @pointerdown=${this.#handling.press}
      @click=${this.#handling.click}
      @contextmenu=${this.#handling.click}
      @pointerover=${this.#handling.hover}
      @pointerleave=${this.#handling.leave}
    >
      ${svg}${isToCome ? this.#onTouch.missing() : nothing}
    </div>`;
  }

  readonly #showAlone = (view: View): void => {
    this.#alone.toggle(view);
    this.#focusAlone(view);
  };

  #focusAlone(view: View): void {
    void this.updateComplete.then(() =>
      this.renderRoot.querySelector<HTMLElement>(`.${view}-card .alone`)?.focus(),
    );
  }

  /** Silent while playing. */
  #speech(view: StepView | undefined): string {
    if (this.paused && view) this.#spoken = plain(view.sentence);
    return this.paused ? this.#spoken : "";
  }

  readonly #transportHost = transportHost(this, {
    toNextMarker: () => this.#player.playTo(nextMarkedStep(this.markers, this.step, this.stepCount)),
    until: () => this.#onTouched(() => this.#until()?.toggle(this.renderRoot.querySelector("#until-key"))),
    reveal: () => reveal(this.renderRoot),
  });

  /** Does what a key stands for, as if the focus were inside. */
  readonly handleKey = (event: KeyboardEvent): void => {
    if (!this.#run) return;
    const { undo, redo } = this.#editsHost;
    const showKeys = () => this.showKeys();
    const leaveAlone = () => {
      const left = this.#alone.leave();
      if (left) this.#focusAlone(left);
      return left !== null;
    };
    onKey(event, { ...this.#transportHost, undo, redo, showKeys, leaveAlone });
  };

  /** The focus on Play, and nothing moves for it. */
  focusPlay(): void {
    this.renderRoot.querySelector<HTMLElement>(".play")?.focus({ preventScroll: true });
  }

  /** Draws anew; done once that is drawn. */
  #draw(): Promise<unknown> {
    this.requestUpdate();
    return this.updateComplete;
  }

  /** The list of keys. */
  showKeys(): void {
    const show = () => this.renderRoot.querySelector<HTMLDialogElement>("#keys")?.showModal();
    this.#onTouched(() => void this.#draw().then(show));
  }

  /** Does `work` once the code is here that comes on a touch; where it can't be had, the views say so. */
  #onTouched(work: () => void): void {
    this.#onTouch.bring();
    this.#onTouch.with(work, () => undefined);
  }

  readonly #onStillness = (): void => {
    this.#player.still = this.#stillness.matches;
  };

  // Touching things.

  #makeHost(): HandlingHost {
    const player = this;
    return {
      get run() {
        return player.#run;
      },
      get step() {
        return player.step;
      },
      get inspects() {
        return player.inspects;
      },
      get pointing() {
        return player.#pointing();
      },
      get root() {
        return player.renderRoot;
      },
      box: this,
      views: this.#views,
      tip: this.#tip,
      onTouch: this.#onTouch,
      seekToStep: (step) => this.seekToStep(step),
      pause: () => this.pause(),
      inject: (action) => this.inject(action),
      scrub: (step) => this.#transportHost.scrub(step),
      draw: () => this.#draw(),
      show: () => void this.#guard(() => this.#moved(this.#player.position)),
      guard: (work) => this.#guard(work),
      fail: (error) => this.#fail(error),
    };
  }
}
