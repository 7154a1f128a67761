//! The shapes of what crosses to JavaScript. TypeScript's types are generated
//! from these.

use serde::Serialize;
use tsify::Tsify;

#[derive(Clone, Copy, Debug, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum ProtocolName {
    Basic,
    Multi,
}

#[derive(Clone, Copy, Debug, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum ViewName {
    Stage,
    Sequence,
    Ledger,
    Board,
}

/// Steps, both ends included.
#[derive(Clone, Copy, Debug, Serialize, Tsify)]
pub struct Window {
    pub from: u32,
    pub to: u32,
}

/// What a shape or an action is about.
#[derive(Clone, Copy, Debug, Serialize, Tsify)]
#[serde(tag = "type", rename_all = "lowercase")]
pub enum Ref {
    Node {
        node: u32,
    },
    Client {
        client: u32,
    },
    Link {
        from: u32,
        to: u32,
    },
    Message {
        message: u32,
    },
    Step {
        step: u32,
    },
    Slot {
        slot: u32,
    },
    /// What an acceptor promised or voted in a ballot, in a slot.
    Cell {
        slot: u32,
        round: u32,
        owner: u32,
        node: u32,
    },
}

#[derive(Clone, Copy, Debug, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Ends {
    Arrives,
    Lost,
    Waits,
}

/// A quadratic path, walked while the playhead goes from `from` to `to`.
#[derive(Clone, Copy, Debug, Serialize, Tsify)]
pub struct Motion {
    pub x0: i32,
    pub y0: i32,
    pub cx: i32,
    pub cy: i32,
    pub x1: i32,
    pub y1: i32,
    pub from: u32,
    pub to: u32,
    pub ends: Ends,
}

#[derive(Clone, Copy, Debug, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Anchor {
    Start,
    Middle,
    End,
}

/// A shape of a figure. `role` is its CSS classes.
#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "lowercase")]
#[tsify(missing_as_null)]
pub enum Shape {
    Group {
        key: String,
        role: String,
        #[serde(rename = "ref")]
        target: Option<Ref>,
        motion: Option<Motion>,
        label: String,
        children: Vec<Shape>,
    },
    Circle {
        key: String,
        role: String,
        #[serde(rename = "ref")]
        target: Option<Ref>,
        cx: i32,
        cy: i32,
        r: i32,
    },
    Rect {
        key: String,
        role: String,
        #[serde(rename = "ref")]
        target: Option<Ref>,
        x: i32,
        y: i32,
        width: i32,
        height: i32,
        rx: i32,
    },
    Line {
        key: String,
        role: String,
        #[serde(rename = "ref")]
        target: Option<Ref>,
        x1: i32,
        y1: i32,
        x2: i32,
        y2: i32,
    },
    Path {
        key: String,
        role: String,
        #[serde(rename = "ref")]
        target: Option<Ref>,
        d: String,
    },
    Text {
        key: String,
        role: String,
        #[serde(rename = "ref")]
        target: Option<Ref>,
        x: i32,
        y: i32,
        anchor: Anchor,
        length: Option<i32>,
        text: String,
    },
}

#[derive(Clone, Copy, Debug, Serialize, Tsify)]
pub struct Row {
    pub step: u32,
    pub y: i32,
}

#[derive(Clone, Debug, Serialize, Tsify)]
pub struct Lane {
    pub name: String,
    pub x: i32,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct Figure {
    pub view: ViewName,
    pub width: i32,
    pub height: i32,
    pub shapes: Vec<Shape>,
    pub rows: Vec<Row>,
    pub lanes: Vec<Lane>,
}

/// A rule of the protocol. `off` says what happens without it; `id` and `off`
/// are there where it can be switched off. What it says and who says so is not
/// in the module: xtask writes that into a file of its own, by `name`.
#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct RuleView {
    pub id: Option<String>,
    pub off: Option<String>,
    pub name: String,
}

/// A piece of a sentence.
#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum Span {
    Text {
        text: String,
    },
    Ballot {
        text: String,
        owner: u32,
    },
    Node {
        text: String,
        node: u32,
    },
    Slot {
        text: String,
    },
    Value {
        text: String,
    },
    /// What the step broke.
    Broken {
        text: String,
    },
}

#[derive(Clone, Copy, Debug, Serialize, Tsify)]
#[serde(rename_all = "kebab-case")]
pub enum StepKind {
    SetUp,
    Deliver,
    Lose,
    Dead,
    Duplicate,
    /// The message will arrive later than it would have.
    Delay,
    Ask,
    GiveUp,
    Timer,
    Start,
    Crash,
    Restart,
    Bounce,
    Cut,
    Heal,
    /// The node's next step that writes will be cut short.
    Doom,
    /// A link, an inbox or a clock is unlike the others from now on.
    Change,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct StepView {
    pub step: u32,
    pub at_ms: u32,
    pub kind: StepKind,
    /// Without consequence: players step over it.
    pub folded: bool,
    /// The step that this one follows from.
    pub cause: Option<u32>,
    pub sentence: Vec<Span>,
    pub detail: String,
    pub rule: Option<RuleView>,
    pub note: Option<String>,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct StepViews(pub Vec<StepView>);

/// A thing to point at; all hangs on it if it is a main one.
#[derive(Clone, Copy, Debug, Serialize, Tsify)]
pub struct PointView {
    #[serde(rename = "ref")]
    pub target: Ref,
    pub main: bool,
}

#[derive(Clone, Debug, Serialize, Tsify)]
pub struct PointViews(pub Vec<PointView>);

/// What a fact of a step rests on.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct EvidenceView {
    /// What is shown: `refusal`, `adoption`, `choice` and so on.
    pub kind: String,
    pub words: Vec<Span>,
    pub points: Vec<PointView>,
}

#[derive(Clone, Debug, Serialize, Tsify)]
pub struct EvidenceViews(pub Vec<EvidenceView>);

/// Where a branch grew: from which, and after which step of it.
#[derive(Clone, Copy, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct Origin {
    pub branch: u32,
    pub step: u32,
}

/// A variant of the scenario.
#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct BranchView {
    pub id: u32,
    pub name: String,
    pub parent: Option<Origin>,
    /// How many acts by hand made it what it is.
    pub edits: u32,
    /// The last step of its run.
    pub last: u32,
    /// It is at play.
    pub current: bool,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct BranchViews(pub Vec<BranchView>);

/// One of two runs that are compared.
#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct Side {
    /// What happens in the first step that differs; null if it has ended.
    pub happening: Option<String>,
    /// Expectations that hold at its end and not at the other's.
    pub ends: Vec<String>,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct ComparisonView {
    /// The first step that differs; null if none does.
    pub step: Option<u32>,
    /// All of it in a few sentences.
    pub words: String,
    pub one: Side,
    pub other: Side,
}

#[derive(Clone, Copy, Debug, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum MarkerKind {
    Chosen,
    Leads,
    Crash,
    Restart,
    Cut,
    Heal,
    /// A link, an inbox or a clock becomes unlike the others.
    Change,
    Note,
    Violation,
    Answered,
}

#[derive(Clone, Debug, Serialize, Tsify)]
pub struct Marker {
    pub step: u32,
    pub kind: MarkerKind,
    pub label: String,
}

/// What kept the run from getting on, and the steps that show it, rising.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct DiagnosisView {
    /// As scenarios write it: `no-quorum`.
    pub id: String,
    pub name: String,
    pub sentence: String,
    pub steps: Vec<u32>,
}

#[derive(Clone, Debug, Serialize, Tsify)]
pub struct DiagnosisViews(pub Vec<DiagnosisView>);

#[derive(Clone, Debug, Serialize, Tsify)]
pub struct ExpectationView {
    pub line: u32,
    pub text: String,
    pub holds: bool,
    pub found: String,
}

#[derive(Clone, Debug, Serialize, Tsify)]
pub struct ExpectationViews(pub Vec<ExpectationView>);

#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct Problem {
    pub code: String,
    pub line: u32,
    pub column: u32,
    pub message: String,
    pub expected: Option<String>,
    pub hint: Option<String>,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct Checked(pub Option<Problem>);

#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct Header {
    pub title: String,
    pub description: String,
    pub protocol: ProtocolName,
    pub nodes: Vec<String>,
    pub clients: Vec<String>,
    pub step_count: u32,
    /// Of the whole history, 16 hexadecimal digits.
    pub hash: String,
    /// Nothing arrives unless told.
    pub manual: bool,
    /// The rules that this run breaks.
    pub broken: Vec<RuleView>,
    pub markers: Vec<Marker>,
    /// A scripted action that could not be done; the run stops there.
    pub problem: Option<Problem>,
    /// The bound that stopped a run which would go on, in words.
    pub bound: Option<String>,
}

/// A step that was looked for; null if there is none.
#[derive(Clone, Copy, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct StepFound(pub Option<u32>);

/// What one can run until, each in its words.
#[derive(Clone, Debug, Serialize, Tsify)]
pub struct Conditions(pub Vec<String>);

#[derive(Clone, Copy, Debug, Serialize, Tsify)]
#[serde(rename_all = "lowercase")]
pub enum Way {
    Forward,
    Backward,
}

/// Something that can be done now; `text` is a line of the scenario language.
#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct ActionView {
    pub text: String,
    pub label: String,
    #[serde(rename = "ref")]
    pub target: Option<Ref>,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct ActionViews(pub Vec<ActionView>);

#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct VoteView {
    pub slot: u32,
    pub ballot: String,
    pub owner: u32,
    pub value: String,
    /// Whether the slot's value is chosen, and is this one.
    pub chosen: bool,
    /// On disk by the last write alone, where the scenario's disks may lose
    /// that.
    pub last_write: bool,
}

#[derive(Clone, Debug, Serialize, Tsify)]
pub struct LogEntry {
    pub slot: u32,
    pub value: String,
    pub applied: bool,
}

#[derive(Clone, Debug, Serialize, Tsify)]
pub struct StoreEntry {
    pub key: String,
    pub value: String,
}

#[derive(Clone, Debug, Serialize, Tsify)]
pub struct PropertyView {
    pub name: String,
    pub value: String,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct TimerView {
    pub name: String,
    pub due_ms: u32,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct NodeState {
    pub node: u32,
    pub name: String,
    pub up: bool,
    pub role: String,
    pub roles: Vec<String>,
    pub promised: Option<String>,
    pub promised_owner: Option<u32>,
    /// The latest 50.
    pub votes: Vec<VoteView>,
    /// The latest 50.
    pub log: Vec<LogEntry>,
    pub store: Vec<StoreEntry>,
    /// On its disk by its last write alone, where the scenario's disks may
    /// lose that.
    pub promised_last_write: bool,
    /// On its disk.
    pub durable: Vec<PropertyView>,
    /// In its memory; nothing where it is down.
    pub volatile: Vec<PropertyView>,
    /// What the world does to it: a slow inbox, a wrong clock, a crash to come.
    pub outside: Vec<PropertyView>,
    /// The messages under way that it sent.
    pub in_flight: Vec<u32>,
    pub timers: Vec<TimerView>,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct ClientState {
    pub client: u32,
    pub name: String,
    pub asks: Option<String>,
    pub node: Option<String>,
    pub answered: u32,
    pub gave_up: u32,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct MessageState {
    pub message: u32,
    pub from: String,
    pub to: String,
    pub text: String,
    pub owner: Option<u32>,
    pub reply: bool,
}

#[derive(Clone, Debug, Serialize, Tsify)]
pub struct NodeThing {
    pub node: u32,
    pub name: String,
    pub up: bool,
}

/// What can be touched: it is asked for at every step, and is a small part of
/// the state.
#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct Things {
    pub nodes: Vec<NodeThing>,
    /// Under way.
    pub messages: Vec<MessageState>,
    /// Nothing comes by itself now: the network is manual, or it is held.
    pub held: bool,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
pub struct ChosenState {
    pub slot: u32,
    pub value: String,
    pub ballot: String,
    pub owner: u32,
    pub learned_by: Vec<String>,
    /// Another value is chosen in the slot as well.
    pub broken: bool,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[tsify(missing_as_null)]
pub struct MonitorState {
    pub id: String,
    /// 1 to 17.
    pub number: u32,
    pub name: String,
    pub sentence: String,
    /// Who says so.
    pub source: String,
    /// Whether it looks on in this scenario.
    pub watches: bool,
    /// At this step.
    pub holds: bool,
    /// Where it does not hold: what broke it, the steps that prove it, rising,
    /// and the rule that would have stopped it.
    pub proof: String,
    pub steps: Vec<u32>,
    pub rule: Option<RuleView>,
}

#[derive(Clone, Debug, Serialize, Tsify)]
#[serde(rename_all = "camelCase")]
#[tsify(missing_as_null)]
pub struct StateView {
    pub step: u32,
    pub at_ms: u32,
    /// Nothing comes by itself now.
    pub held: bool,
    pub nodes: Vec<NodeState>,
    pub clients: Vec<ClientState>,
    /// Under way.
    pub messages: Vec<MessageState>,
    /// The latest 50.
    pub chosen: Vec<ChosenState>,
    pub monitors: Vec<MonitorState>,
}

#[derive(Clone, Debug, Serialize, Tsify)]
pub struct Summary {
    pub title: String,
    pub description: String,
    pub protocol: ProtocolName,
}
