// Which markers get a label above the track: as many as fit, the weighty ones first.

import type { Marker } from "../core";

export interface PlacedMarker {
  marker: Marker;
  x: number;
  /** Where its label is centred, and whether there was room for one. */
  labelX: number;
  labelled: boolean;
}

const WEIGHT: Record<Marker["kind"], number> = {
  violation: 9,
  chosen: 8,
  leads: 7,
  crash: 6,
  restart: 5,
  cut: 4,
  heal: 4,
  change: 4,
  answered: 3,
  note: 1,
};

const GAP_PX = 10;

/** The next step after `step` at which something worth a marker happens; the end, where nothing does. */
export function nextMarkedStep(markers: readonly Marker[], step: number, stepCount: number): number {
  let next = stepCount;
  for (const marker of markers) if (marker.step > step) next = Math.min(next, marker.step);
  return next;
}

/** A label's width in pixels, from an average advance: exact enough to keep labels apart. */
export function labelWidth(label: string): number {
  return [...label].length * 6.6;
}

/** Places the markers along a track of `width` pixels; labels never overlap, nor leave the track. */
export function placeMarkers(markers: readonly Marker[], stepCount: number, width: number): PlacedMarker[] {
  const placed = markers.map((marker) => {
    const x = stepCount === 0 ? 0 : (marker.step / stepCount) * width;
    const half = labelWidth(marker.label) / 2;
    const labelX = Math.max(half, Math.min(width - half, x));
    return { marker, x, labelX, labelled: false };
  });
  const taken: { left: number; right: number }[] = [];
  const byWeight = [...placed].sort(
    (a, b) => WEIGHT[b.marker.kind] - WEIGHT[a.marker.kind] || a.marker.step - b.marker.step,
  );
  for (const place of byWeight) {
    if (place.marker.kind === "note") continue;
    const half = labelWidth(place.marker.label) / 2;
    const left = place.labelX - half - GAP_PX / 2;
    const right = place.labelX + half + GAP_PX / 2;
    if (half * 2 > width || taken.some((other) => left < other.right && right > other.left)) continue;
    taken.push({ left, right });
    place.labelled = true;
  }
  return placed;
}

/** One marker a pixel is enough to draw: a long run has thousands. */
export function thinTicks(placed: readonly PlacedMarker[]): PlacedMarker[] {
  const kept = new Map<number, PlacedMarker>();
  for (const place of placed) {
    const column = Math.round(place.x / 2);
    const there = kept.get(column);
    if (!there || (!there.labelled && place.labelled)) kept.set(column, place);
  }
  return [...kept.values()];
}
