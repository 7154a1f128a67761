// The transport: buttons, the scrubber with its markers, the speed.

import { html, nothing, svg, type TemplateResult } from "lit";
import { guard } from "lit/directives/guard.js";
import type { Marker, StepView } from "../core";
import { placeMarkers, thinTicks } from "../model/markers";
import { spoken } from "../model/transcript";
import { SPEEDS } from "../player/player";
import { icons } from "./icons";

/** The scrubber's handle is so wide. */
export const THUMB_PX = 18;

export interface TransportHost {
  toStart(): void;
  stepBack(): void;
  toggle(): void;
  stepForward(): void;
  toNextMarker(): void;
  /** Opens the menu of what to run until. */
  until(): void;
  toEnd(): void;
  scrub(position: number): void;
  setRate(rate: number): void;
}

/** The player, as far as its buttons reach. */
interface Playable {
  readonly paused: boolean;
  readonly ended: boolean;
  readonly step: number;
  readonly stepCount: number;
  readonly markers: readonly Marker[];
  playbackRate: number;
  play(): void;
  pause(): void;
  stepBack(): void;
  stepForward(): void;
  seekToStep(step: number): void;
}

/** `reveal`: brings what moves into sight. */
export function transportHost(
  player: Playable,
  { toNextMarker, until, reveal }: Pick<TransportHost, "toNextMarker" | "until"> & { reveal: () => void },
): TransportHost {
  const moving = (move: () => void) => () => {
    reveal();
    move();
  };
  return {
    toStart: () => player.seekToStep(0),
    stepBack: moving(() => player.stepBack()),
    toggle: () => (player.paused ? moving(() => player.play())() : player.pause()),
    stepForward: moving(() => player.stepForward()),
    toNextMarker: moving(toNextMarker),
    until,
    toEnd: () => player.seekToStep(player.stepCount),
    scrub: (position) => {
      player.pause();
      player.seekToStep(Math.round(position));
    },
    setRate: (rate) => {
      player.playbackRate = rate;
    },
  };
}

const SPEED_NAMES: Record<number, string> = { 0.125: "1/8×", 0.25: "1/4×", 0.5: "1/2×" };

export function speedName(rate: number): string {
  return SPEED_NAMES[rate] ?? `${rate}×`;
}

/** `view`: the step at hand; `menu`: of what to run until, while it is open. */
export function transport(
  player: Playable,
  view: StepView | undefined,
  trackWidth: number,
  host: TransportHost,
  menu: unknown,
): TemplateResult {
  const { step, stepCount, paused, ended, playbackRate } = player;
  const [playName, playIcon] = !paused
    ? ["Pause", icons.pause]
    : ended && stepCount > 0
      ? ["Play again", icons.again]
      : ["Play", icons.play];
  const button = (name: string, icon: TemplateResult, act: () => void, disabled: boolean) =>
    html`<button
      class="key"
      part="button"
      aria-label=${name}
      title=${name}
      aria-disabled=${disabled ? "true" : nothing}
      @click=${act}
    >
      ${icon}
    </button>`;
  return html`<div class="transport" part="transport" role="group" aria-label="Playback">
    <div class="keys">
      ${button("To the start", icons.start, host.toStart, step === 0)}
      ${button("Step back", icons.back, host.stepBack, step === 0)}
      <button class="key play" part="button play" aria-label=${playName} title=${playName} @click=${host.toggle}>
        ${playIcon}
      </button>
      ${button("Step forward", icons.forward, host.stepForward, step >= stepCount)}
      ${button("Play to the next event", icons.next, host.toNextMarker, step >= stepCount)}
      <button class="key until-key" id="until-key" part="button" aria-haspopup="menu" aria-label="Run until…" title="Run until… (u)" @click=${host.until}>
        ${icons.until}<span>Until…</span>
      </button>
      ${button("To the end", icons.end, host.toEnd, step >= stepCount)}
    </div>
    <div class="track" id="track">
      ${guard([player.markers, stepCount, trackWidth], () => markersTemplate(player, trackWidth, host))}
      <input
        type="range"
        id="scrubber"
        min="0"
        max=${Math.max(1, stepCount)}
        step="any"
        aria-label="Step"
        aria-valuetext=${spoken(view, step, stepCount)}
        @input=${(event: Event) => host.scrub(Number((event.target as HTMLInputElement).value))}
      />
    </div>
    <select
      class="speed"
      aria-label="Speed"
      title="Speed"
      @change=${(event: Event) => host.setRate(Number((event.target as HTMLSelectElement).value))}
    >
      ${SPEEDS.map(
        (rate) => html`<option value=${rate} ?selected=${rate === playbackRate}>${speedName(rate)}</option>`,
      )}
    </select>
    ${menu}
  </div>`;
}

function markersTemplate({ markers, stepCount }: Playable, trackWidth: number, host: TransportHost) {
  if (trackWidth <= 0) return nothing;
  const placed = placeMarkers(markers, stepCount, trackWidth);
  return html`<svg class="markers" width=${trackWidth} height="34" aria-hidden="true">
    ${thinTicks(placed).map(
      ({
        marker,
        x,
        labelX,
        labelled,
      }) => svg`<g class="marker ${marker.kind}" @click=${() => host.scrub(marker.step)}>
        <title>${marker.label}</title>
        ${labelled ? svg`<text x=${labelX} y="11" text-anchor="middle">${marker.label}</text>` : nothing}
        <line x1=${x} x2=${x} y1=${labelled ? 15 : 18} y2="24"/>
      </g>`,
    )}
  </svg>`;
}
