// What is in the menu of a thing: what can be done to it, in groups, and where the list leads on.

import type { ActionView, Header, Ref, StateView } from "../core";
import { actionsOn, nameOf, refKey } from "../model/actions";

/** What a menu can be about. */
export type Subject = Ref | "network";

export type Item =
  | { readonly kind: "do"; readonly label: string; readonly action: string }
  | { readonly kind: "open"; readonly label: string; readonly subject: Subject }
  | { readonly kind: "ask"; readonly label: string; readonly request: Request }
  | { readonly kind: "part"; readonly label: string }
  | { readonly kind: "inspect"; readonly label: string; readonly node: number };

export interface Group {
  readonly title: string | null;
  readonly items: readonly Item[];
}

/** A request that can be sent now, to be changed before it is. */
export interface Request {
  readonly client: string;
  readonly node: string;
  readonly command: string;
}

export interface Scene {
  readonly header: Header;
  readonly state: StateView;
  /** All that can be done now. */
  readonly actions: readonly ActionView[];
  /** Whether somebody shows what is inside a node. */
  readonly inspects: boolean;
}

export function titleOf(subject: Subject, { state }: Scene): string {
  return subject === "network" ? "Network" : nameOf(subject, state);
}

export function groupsOf(subject: Subject, scene: Scene): Group[] {
  const groups =
    subject === "network"
      ? networkGroups(scene)
      : subject.type === "node"
        ? nodeGroups(subject, scene)
        : subject.type === "client"
          ? [{ title: null, items: requestsOf(subject.client, scene) }]
          : [{ title: null, items: done(actionsOn(scene.actions, subject)) }];
  return groups.filter(({ items }) => items.length > 0);
}

function done(actions: readonly ActionView[]): Item[] {
  return actions.map(({ text, label }) => ({ kind: "do", label, action: text }));
}

const ASKS = /^(\S+) asks (\S+): (.+)$/s;

function requestIn({ text }: ActionView): Request | null {
  const [, client, node, command] = ASKS.exec(text) ?? [];
  return client && node && command ? { client, node, command } : null;
}

/** What waits for a node stands below what can be done to it. */
function nodeGroups(ref: Extract<Ref, { type: "node" }>, scene: Scene): Group[] {
  const here = actionsOn(scene.actions, ref);
  const name = nameOf(ref, scene.state);
  const requests = here.map(requestIn).filter((request) => request !== null);
  const fails = here.filter(({ text }) => /^(crash|restart|bounce) /.test(text));
  const others = here.filter((action) => !fails.includes(action) && requestIn(action) === null);
  return [
    {
      title: null,
      items: [
        ...requests.map((request): Item => ({ kind: "ask", label: "Send it a request…", request })),
        ...done(others),
        ...(scene.inspects ? [{ kind: "inspect" as const, label: "Look inside it", node: ref.node }] : []),
      ],
    },
    { title: null, items: done(fails) },
    { title: "Inbox: under way to it", items: inbox(name, scene) },
  ];
}

function inbox(name: string, { state }: Scene): Item[] {
  const waiting = state.messages.filter(({ to }) => to === name);
  return waiting.map(({ message, from, text }) => ({
    kind: "open",
    label: `${text} from ${from}`,
    subject: { type: "message", message },
  }));
}

/** A client asks any proposer, while it waits for no answer. */
function requestsOf(client: number, { state, actions }: Scene): Item[] {
  const asking = state.clients.find((one) => one.client === client);
  if (asking?.asks) return [];
  const name = asking?.name ?? `c${client + 1}`;
  const offered = actions.map(requestIn).filter((request) => request !== null);
  return offered.map(({ node, command }) => ({
    kind: "ask",
    label: `Ask ${node}…`,
    request: { client: name, node, command },
  }));
}

function networkGroups(scene: Scene): Group[] {
  const { actions, header } = scene;
  const whole = actions.filter(({ ref }) => ref === null);
  const links = new Map<string, Subject>();
  for (const { ref } of actions) if (ref?.type === "link") links.set(refKey(ref), ref);
  const lead = [...links.values()].map(
    (subject): Item => ({ kind: "open", label: `${titleOf(subject, scene)}…`, subject }),
  );
  const part: Item[] = header.nodes.length > 1 ? [{ kind: "part", label: "Cut the network in two…" }] : [];
  return [
    { title: null, items: [...part, ...done(whole)] },
    { title: "Single links", items: lead },
  ];
}
