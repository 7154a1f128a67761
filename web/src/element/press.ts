// A press that is more than a click: a finger that stays opens the menu, and a node that is dragged away
// from the others is cut off from them.

import type { Target } from "../draw/figure";
import { partition } from "./partition";
import { distance, STILL_PX } from "./still";

/** A finger stays for so long. */
const LONG_MS = 500;
/** So far away a node has to be dragged. */
const APART_PX = 56;

export interface PressHost {
  /** The nodes' names. */
  readonly nodes: readonly string[];
  open(target: Target, x: number, y: number): void;
  /** Does something; where it can't be done, that is said at the point. */
  inject(action: string, x: number, y: number): void;
  /** Words beside the pointer; none: no more. */
  hint(text: string, x: number, y: number): void;
}

/** `path`: of the event, which has none any more once it was dispatched. */
export function press(
  event: PointerEvent,
  path: readonly EventTarget[],
  target: Target,
  host: PressHost,
): void {
  if (event.pointerType === "touch") hold(event, target, host);
  else if (target.ref.type === "node") drag(event, path, target.ref.node, host);
}

/** Listens to the pointer until it is let go; `ended` is told of that, or that it was taken away (null). */
function follow(
  { pointerId }: PointerEvent,
  moved: (event: PointerEvent) => void,
  ended: (event: PointerEvent | null) => void,
): () => void {
  const listening = new AbortController();
  const options = { signal: listening.signal, capture: true };
  const on = (type: "pointermove" | "pointerup" | "pointercancel", work: (event: PointerEvent) => void) =>
    addEventListener(type, (event) => event.pointerId === pointerId && work(event), options);
  const end = (event: PointerEvent | null) => {
    listening.abort();
    ended(event);
  };
  on("pointermove", moved);
  on("pointerup", end);
  on("pointercancel", () => end(null));
  const giveUp = (event: KeyboardEvent) => {
    if (event.key !== "Escape") return;
    event.preventDefault();
    event.stopPropagation();
    end(null);
    swallowRelease();
  };
  addEventListener("keydown", giveUp, options);
  return () => end(null);
}

/** It was given up before the pointer was let go: the click that comes then is none. */
function swallowRelease(): void {
  const waiting = new AbortController();
  const options = { signal: waiting.signal, capture: true };
  const end = () => waiting.abort();
  addEventListener("pointercancel", end, options);
  addEventListener(
    "pointerup",
    () => {
      end();
      swallowClick();
    },
    options,
  );
}

/** The click that a press ends with is none. */
function swallowClick(): void {
  const options = { capture: true };
  const swallow = (event: Event) => event.stopPropagation();
  addEventListener("click", swallow, options);
  // It comes right behind the pointer's event, if it comes.
  setTimeout(() => removeEventListener("click", swallow, options), 0);
}

function hold(event: PointerEvent, target: Target, host: PressHost): void {
  const { clientX, clientY } = event;
  let isLong = false;
  const timer = setTimeout(() => {
    isLong = true;
    host.open(target, clientX, clientY);
  }, LONG_MS);
  const stop = follow(
    event,
    (moved) => {
      if (distance(event, moved) > STILL_PX && !isLong) stop();
    },
    () => {
      clearTimeout(timer);
      if (isLong) swallowClick();
    },
  );
}

function drag(event: PointerEvent, path: readonly EventTarget[], node: number, host: PressHost): void {
  const name = host.nodes[node];
  const action = name === undefined ? null : partition([name], host.nodes);
  const group = path.find(
    (part): part is SVGGElement => part instanceof SVGGElement && part.matches(".node"),
  );
  if (!action || !group) return;
  const words = `Let go to cut ${name} off from ${host.nodes.filter((one) => one !== name).join(", ")}`;
  let isDrag = false;
  follow(
    event,
    (moved) => {
      isDrag ||= distance(event, moved) > STILL_PX;
      if (!isDrag) return;
      const isApart = distance(event, moved) > APART_PX;
      group.setAttribute(
        "transform",
        `translate(${moved.clientX - event.clientX} ${moved.clientY - event.clientY})`,
      );
      group.classList.toggle("apart", isApart);
      host.hint(isApart ? words : "Drag it away from the others to cut it off", moved.clientX, moved.clientY);
    },
    (ended) => {
      group.removeAttribute("transform");
      group.classList.remove("apart");
      if (!isDrag) return;
      host.hint("", 0, 0);
      swallowClick();
      if (ended && distance(event, ended) > APART_PX) host.inject(action, ended.clientX, ended.clientY);
    },
  );
}
