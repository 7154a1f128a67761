// The sequence diagram is as high as the run is long. Only the steps near what is visible are asked
// for; this keeps the rows that are known and says which steps to ask for.

export interface Row {
  step: number;
  y: number;
}

export interface Span {
  from: number;
  to: number;
}

/** The playhead's y at a fractional position, between the rows around it; null if these are unknown. */
export function yAt(rows: readonly Row[], position: number): number | null {
  const first = rows[0];
  const last = rows.at(-1);
  if (!first || !last || position < first.step || position > last.step) return null;
  const index = Math.min(rows.length - 1, Math.floor(position) - first.step);
  const here = rows[index];
  const next = rows[index + 1];
  if (!here) return null;
  if (!next) return here.y;
  return here.y + (next.y - here.y) * (position - here.step);
}

/** The last step whose row is at or above `y`; the first one if all are below. */
export function stepAtY(rows: readonly Row[], y: number): number {
  let low = 0;
  let high = rows.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((rows[middle]?.y ?? 0) <= y) low = middle;
    else high = middle - 1;
  }
  return rows[low]?.step ?? 0;
}

/** The step whose row is nearest to `y`. */
export function nearestStep(rows: readonly Row[], y: number): number {
  const above = stepAtY(rows, y);
  const index = above - (rows[0]?.step ?? 0);
  const here = rows[index];
  const next = rows[index + 1];
  return here && next && next.y - y < y - here.y ? next.step : above;
}

/** Do these rows reach over everything from `top` to `bottom`? */
export function covers(rows: readonly Row[], top: number, bottom: number, stepCount: number): boolean {
  const first = rows[0];
  const last = rows.at(-1);
  if (!first || !last) return false;
  return (first.step === 0 || first.y <= top) && (last.step >= stepCount || last.y >= bottom);
}

/** The window of at most `size` steps around `center` within the run. */
export function windowAround(center: number, size: number, stepCount: number): Span {
  const from = Math.max(0, Math.min(Math.floor(center - size / 2), stepCount - size));
  return { from, to: Math.min(stepCount, from + size) };
}

/** A guess at the step at `y` from what is known: between the known rows and the run's two ends. */
export function guessStep(rows: readonly Row[], y: number, height: number, stepCount: number): number {
  const first = rows[0] ?? { step: 0, y: 0 };
  const last = rows.at(-1) ?? { step: stepCount, y: height };
  const between = (a: Row, b: Row) =>
    b.y <= a.y ? a.step : a.step + ((y - a.y) / (b.y - a.y)) * (b.step - a.step);
  const step =
    y < first.y
      ? between({ step: 0, y: 0 }, first)
      : y > last.y
        ? between(last, { step: stepCount, y: height })
        : stepAtY(rows, y);
  return Math.round(Math.min(stepCount, Math.max(0, step)));
}
