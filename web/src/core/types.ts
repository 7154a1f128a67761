// The core's surface, as the page relies on it.

export type Protocol = "basic" | "multi";
export type View = "stage" | "sequence";
export interface Window {
  from: number;
  to: number;
} // steps, both inclusive

// what a shape stands for (hover, click -> actions)
export type Ref =
  | { type: "node"; node: number }
  | { type: "client"; client: number }
  | { type: "link"; from: number; to: number }
  | { type: "message"; message: number }
  | { type: "step"; step: number };

// A quadratic path walked while the playhead p (in steps, fractional) goes from `from` to `to`:
// progress = clamp((p - from + 0.5) / (to - from + 0.5), 0, 1). The group's children are drawn around (0,0).
// `ends`: how the journey ends (for the fade at the end).
export interface Motion {
  x0: number;
  y0: number;
  cx: number;
  cy: number;
  x1: number;
  y1: number;
  from: number;
  to: number;
  ends: "arrives" | "lost" | "waits";
}

interface ShapeBase {
  key: string;
  role: string;
  ref: Ref | null;
} // role = CSS classes, e.g. "message request owner-1 accept"
export type Shape =
  | (ShapeBase & { kind: "group"; motion: Motion | null; label: string; children: Shape[] }) // label: full text for tooltip
  | (ShapeBase & { kind: "circle"; cx: number; cy: number; r: number })
  | (ShapeBase & { kind: "rect"; x: number; y: number; width: number; height: number; rx: number })
  | (ShapeBase & { kind: "line"; x1: number; y1: number; x2: number; y2: number })
  | (ShapeBase & { kind: "path"; d: string })
  | (ShapeBase & {
      kind: "text";
      x: number;
      y: number;
      anchor: "start" | "middle" | "end";
      length: number | null;
      text: string;
    });
export interface Figure {
  view: View;
  width: number;
  height: number;
  shapes: Shape[];
  rows: { step: number; y: number }[];
} // rows: sequence only: playhead's y at each step of the window (non-decreasing)

export interface RuleView {
  name: string;
  sentence: string;
  source: string;
}
export type Span =
  | { kind: "text"; text: string }
  | { kind: "ballot"; text: string; owner: number }
  | { kind: "node"; text: string; node: number }
  | { kind: "slot"; text: string }
  | { kind: "value"; text: string };
export interface StepView {
  step: number;
  atMs: number;
  kind: string; // "deliver" | "lose" | "dead" | "ask" | "timer" | "start" | "crash" | "restart" | "bounce" | "cut" | "heal" | ...
  folded: boolean; // heartbeats and the like: the player skips it when stepping
  cause: number | null; // the step that caused it
  sentence: Span[]; // "C promises 2.A and reports ..."
  detail: string; // a second, softer sentence ("" if none)
  rule: RuleView | null;
  note: string | null; // the scenario's note shown at this step
}
export interface Marker {
  step: number;
  kind: "chosen" | "leads" | "crash" | "restart" | "cut" | "heal" | "note" | "violation" | "answered";
  label: string;
}
export interface Header {
  title: string;
  description: string;
  protocol: Protocol;
  slug: string | null;
  nodes: string[];
  clients: string[];
  stepCount: number;
  hash: string; // hash of the whole history, 16 hex digits
  manual: boolean; // manual network: nothing arrives unless told
  markers: Marker[];
  expectations: { line: number; text: string; holds: boolean; found: string }[];
  problem: Problem | null; // a scripted action that could not be done (the run stops there)
}
export interface Problem {
  line: number;
  column: number;
  message: string;
  hint: string;
}
export interface ActionView {
  text: string;
  label: string;
  ref: Ref | null;
} // text: a line of the scenario language, e.g. "crash B", "drop Accept 1.B #2 B->C"; label: "Crash B"
export interface NodeState {
  node: number;
  name: string;
  up: boolean;
  role: string;
  roles: string[];
  promised: string | null;
  promisedOwner: number | null;
  votes: { slot: number; ballot: string; owner: number; value: string; chosen: boolean }[];
  log: { slot: number; value: string; applied: boolean }[];
  store: { key: string; value: string }[];
  durable: { name: string; value: string }[];
  volatile: { name: string; value: string }[];
  timers: { name: string; dueMs: number }[];
}
export interface StateView {
  step: number;
  atMs: number;
  nodes: NodeState[];
  clients: {
    client: number;
    name: string;
    asks: string | null;
    node: string | null;
    answered: number;
    gaveUp: number;
  }[];
  messages: {
    message: number;
    from: string;
    to: string;
    text: string;
    owner: number | null;
    reply: boolean;
  }[]; // in flight
  chosen: { slot: number; value: string; ballot: string; owner: number; learnedBy: string[] }[];
  monitors: { id: string; name: string; sentence: string; holds: boolean; proof: string }[];
}

export interface CoreError extends Error {
  code: string;
  line: number | null;
  column: number | null;
  expected: string | null;
  hint: string | null;
} // code e.g. "syntax", "unknown-node", "unknown-scenario", "too-long", "no-such-message", "bad-action", "bad-step", "bad-view"

export interface CoreRun {
  header(): Header;
  position(): number; // the step it stands at
  step(): number;
  stepBack(): number;
  seek(step: number): number; // the new position; clamps
  next(): number;
  previous(): number; // like step/stepBack but over folded steps
  inject(action: string): number; // amends the scenario at the position, drops what came after, recomputes, stands at the first new step; throws CoreError
  actions(): ActionView[]; // what can be done now, to what
  figure(view: View, width: number, window: Window): Figure; // stage: at window.from
  state(): StateView;
  steps(from: number, to: number): StepView[];
  scenario(): string; // the text that reproduces this very run, injections included
  ascii(): string; // the sequence diagram as text
  free(): void;
}

export interface Core {
  Playground: { open(text: string): CoreRun; openSlug(slug: string): CoreRun };
  scenarios(): { slug: string; title: string; description: string; protocol: Protocol; text: string }[];
  withProtocol(text: string, protocol: Protocol): string;
  check(text: string): Problem | null;
}
