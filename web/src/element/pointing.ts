// What is pointed at in one view lights up in all, and so does what it rests on; words say what it is. Evidence
// can be pinned: then it stays where it is drawn.

import type { PointView, Ref } from "../core";
import { coreIsWhole } from "../core/load";
import type { PaxosPlayer } from "../element";
import { refKey } from "../model/actions";
import { evidenceList, evidenceOf } from "./evidence";
import type { Run } from "./run";
import type { Tip } from "./tip";
import type { Views } from "./views";

export class Pointing {
  readonly #player: PaxosPlayer;
  readonly #views: Views;
  readonly #tip: Tip;
  #lit: string | null = null;
  #shown: readonly PointView[] | null = null;
  #pinned: readonly PointView[] | null = null;
  /** What is shown because the pointer is over the sentence. */
  #ofSentence: readonly PointView[] | null = null;

  constructor(player: PaxosPlayer, views: Views, tip: Tip) {
    this.#player = player;
    this.#views = views;
    this.#tip = tip;
    // Within the shadow, since from one thing in there to another no event gets out; a player that was not
    // drawn yet has none.
    void player.updateComplete.then(() =>
      player.renderRoot.addEventListener("pointerover", (event) => this.#overSentence(event)),
    );
  }

  /** The sentence itself is pointed at for the first thing that it rests on. */
  #overSentence({ target }: Event): void {
    const isOver = target instanceof Element && target.closest("#sentence") !== null && coreIsWhole();
    const player = this.#player;
    const points = isOver ? player.look((run) => run.evidence(player.step)[0]?.points) : undefined;
    if (points) this.show(points);
    else if (this.#ofSentence && this.#shown === this.#ofSentence) this.show(null);
    this.#ofSentence = points ?? null;
  }

  /** What the facts of a step rest on, in words. */
  evidence(run: Run, step: number): unknown {
    return evidenceList(run, step, this, (to) => this.#player.seekToStep(to));
  }

  get pinned(): readonly PointView[] | null {
    return this.#pinned;
  }

  /** Goes on drawing these things; null: no more. */
  pin(points: readonly PointView[] | null): void {
    if (points === null && this.#pinned === null && this.#shown === null) return;
    this.#pinned = points;
    this.show(points);
    this.#player.requestUpdate();
  }

  /** Draws these things as what something rests on, in place of what is pinned; null: that again. */
  show(points: readonly PointView[] | null): void {
    const shown = points ?? this.#pinned;
    if (shown === this.#shown) return;
    this.#shown = shown;
    const all = new Set(shown?.map(({ ref }) => refKey(ref)));
    const main = new Set(shown?.flatMap(({ ref, main }) => (main ? [refKey(ref)] : [])));
    for (const view of this.#views.figures) {
      // In a table a node is every cell without a ballot: none of them is meant.
      const isTable = view === this.#views.ledger || view === this.#views.board;
      const among = (some: Set<string>) => (ref: Ref) =>
        !(isTable && ref.type === "node") && some.has(refKey(ref));
      view.mark("rests", shown && among(all));
      view.mark("rests-main", shown && among(main));
    }
  }

  /** Shows what happened in these steps, and marks their rows as a proof; null: no more. */
  showSteps(steps: readonly number[] | null): void {
    const wanted = new Set(steps);
    const isProof = (ref: Ref) => ref.type === "step" && wanted.has(ref.step);
    this.#views.sequence.view.mark("proof", steps && isProof);
    const isKnown = steps !== null && coreIsWhole();
    this.show((isKnown ? this.#player.look((run) => run.trace(steps)) : null) ?? null);
  }

  /** The same thing lights up in all views; cells do with their node. */
  #light(ref: Ref | null): void {
    const key = ref && ref.type !== "step" ? refKey(ref) : null;
    if (key === this.#lit) return;
    this.#lit = key;
    const isLit = (one: Ref) => refKey(one.type === "cell" ? { type: "node", node: one.node } : one) === key;
    for (const view of this.#views.figures) view.mark("lit", key === null ? null : isLit);
  }

  over(event: PointerEvent): void {
    if (event.pointerType === "touch" || event.buttons !== 0) return;
    const target = this.#views.targetOf(event);
    this.#light(target?.ref ?? null);
    this.show(this.#player.look((run) => evidenceOf(run, target, this.#player.step)) ?? null);
    const text = target && target.ref.type !== "step" ? target.label : "";
    const origin = this.#player.getBoundingClientRect();
    if (this.#tip.show(text, event.clientX - origin.left, event.clientY - origin.top))
      this.#player.requestUpdate();
  }

  leave(): void {
    this.#light(null);
    this.show(null);
    if (this.#tip.hide()) this.#player.requestUpdate();
  }
}
