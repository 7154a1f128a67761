// Which of the possible actions belong to what was touched.

import type { ActionView, Ref, StateView } from "../core";

export function sameRef(a: Ref | null, b: Ref | null): boolean {
  return a !== null && b !== null && refKey(a) === refKey(b);
}

/** One string for one thing. */
export function refKey(ref: Ref): string {
  switch (ref.type) {
    case "node":
      return `node:${ref.node}`;
    case "client":
      return `client:${ref.client}`;
    case "link":
      return `link:${ref.from}:${ref.to}`;
    case "message":
      return `message:${ref.message}`;
    case "step":
      return `step:${ref.step}`;
    case "slot":
      return `slot:${ref.slot}`;
    case "cell":
      return `cell:${ref.slot}:${ref.round}:${ref.owner}:${ref.node}`;
  }
}

/** The actions on one thing; a link's are those of both its directions. */
export function actionsOn(actions: readonly ActionView[], ref: Ref): ActionView[] {
  const both: Ref[] = ref.type === "link" ? [ref, { type: "link", from: ref.to, to: ref.from }] : [ref];
  return actions.filter((action) => both.some((one) => sameRef(action.ref, one)));
}

/** What a thing is called, for menus and readers. */
export function nameOf(ref: Ref, state: StateView): string {
  const node = (index: number) => state.nodes.find((one) => one.node === index)?.name ?? `${index}`;
  switch (ref.type) {
    case "node":
      return node(ref.node);
    case "client":
      return state.clients.find((one) => one.client === ref.client)?.name ?? `${ref.client}`;
    case "link":
      return `${node(ref.from)}–${node(ref.to)}`;
    case "message": {
      const message = state.messages.find((one) => one.message === ref.message);
      return message ? `${message.from}→${message.to} ${message.text}` : "message";
    }
    case "step":
      return `step ${ref.step}`;
    case "slot":
      return `#${ref.slot}`;
    case "cell":
      return node(ref.node);
  }
}
