// The panels under the player: a chunk of their own, which comes when they are looked at.

import { html, nothing, type TemplateResult } from "lit";
import type { PaxosPlayer } from "../element";
import { changesInWords, changesOf } from "../model/changes";
import { type MonitorsHost, monitorsPanel } from "./monitors";
import { diagnoses, expectations, type Inspected, type LogHost, logPanel, statePanel } from "./panels";
import css from "./panels.css?inline";
import { styled } from "./styled";
import { scenarioPanel, type TextHost, type TextState } from "./text";

styled(css);

/** What was changed of a scenario, in words. */
export const changes = (original: string, now: string): string => changesInWords(changesOf(original, now));

/** Brings what is inside the node into sight, and the focus to it. */
export function showInspector(page: ParentNode): void {
  const inspector = page.querySelector("#inspector");
  inspector?.scrollIntoView({ block: "center" });
  inspector?.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus({ preventScroll: true });
}

export interface Panels {
  player: PaxosPlayer;
  /** Whether the state can be computed. */
  isWhole: boolean;
  /** In its place where it can't. */
  missing: TemplateResult | typeof nothing;
  text: TextState;
  textHost: TextHost;
  inspected: Inspected;
  monitorsOpen: boolean;
  monitorsHost: MonitorsHost;
  logOpen: boolean;
  logHost: LogHost;
}

export function panels(of: Panels): TemplateResult {
  const { player } = of;
  const step = player.step;
  const seen = of.isWhole ? player.look((run) => ({ state: run.state(step), came: run.conclusions })) : null;
  return html`${
    seen && player.run
      ? html`${statePanel(seen.state, of.inspected)}
          ${monitorsPanel(
            seen.state.monitors,
            of.monitorsOpen,
            of.monitorsHost,
            html`${diagnoses(seen.came.diagnoses, of.monitorsHost)}${expectations(seen.came.expectations)}`,
          )}`
      : of.missing
  }
  ${scenarioPanel(of.text, of.textHost)}
  ${player.run ? logPanel(player.run, step, of.logOpen, of.logHost) : nothing}`;
}
