//! What the simulator, the history and the figures know about a protocol.
//! Another protocol is another implementation of [`Protocol`].

use std::fmt::Debug;
use std::hash::Hash;

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{Address, ClientId, Command, Effect, Input, NodeId, NodeSet, Outcome, Rule};

use crate::action::Condition;
use crate::diagnosis::Diagnosis;
use crate::evidence::{Evidence, Pointer};
use crate::history::History;
use crate::monitor::Watch;
use crate::narrate::Span;
use crate::run::Run;
use crate::settings::Settings;
use crate::tables::{Board, Ledger, Moment};

/// What a message tells a client.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    Outcome { sequence: u32, outcome: Outcome },
    Redirect { sequence: u32, to: NodeId },
}

/// What a client does or hears, as monitors see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ClientWord {
    /// A client asks for the first time, or a node brings a command itself.
    Asks(Command),
    /// The answer that it waits for, from `node`.
    Hears {
        client: ClientId,
        sequence: u32,
        outcome: Outcome,
        node: NodeId,
    },
    GivesUp(ClientId),
}

/// What one node did in one step, as monitors see it.
#[derive(Debug)]
pub struct Deed<'a, P: Protocol> {
    pub step: u32,
    pub node: NodeId,
    /// In the order in which they are carried out.
    pub effects: &'a [EffectOf<P>],
    /// Its state after them.
    pub replica: &'a P::Replica,
    /// Whether it came back with what its disk holds, just before.
    pub restarted: bool,
}

/// What a scenario can tell messages apart by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tags {
    pub kind: &'static str,
    /// Round and owner.
    pub ballot: Option<(u32, NodeId)>,
    pub slot: Option<u32>,
}

/// How a message is written and drawn.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Caption {
    /// The kind's name: `Accept`.
    pub kind: &'static str,
    /// All of it: `Accept 2.B #3 set x 1`.
    pub text: String,
    /// As much as fits on a pill: `Accept 2.B`.
    pub short: String,
    /// What the pill leaves out: `#3 set x 1`.
    pub detail: String,
    /// The overview's notation, with what the message carries in brackets.
    pub call: String,
    /// The slot that it is about, to stand before `says` where a run has more
    /// than one: `#3`.
    pub slot: String,
    /// What it carries, in words, without ballot and slot: `set x 1`,
    /// `voted set x 1 in 1.P1`, `no vote`.
    pub says: String,
    /// The same with fewer words: `set x 1 in 1.P1`.
    pub brief: String,
    pub load: Load,
    /// The owner of its ballot, which gives the colour.
    pub owner: Option<NodeId>,
    /// Drawn hollow.
    pub reply: bool,
    /// It says no.
    pub refusal: bool,
}

impl Caption {
    /// All of it in words: a Promise tells its votes as sentences do, and not
    /// in the brackets of its text.
    #[must_use]
    pub fn words(&self) -> String {
        match self.load {
            Load::Votes | Load::NoVote if self.slot.is_empty() => format!("{}: {}", self.short, self.says),
            Load::Votes | Load::NoVote => format!("{} {}: {}", self.short, self.slot, self.says),
            Load::Value | Load::Other => self.text.clone(),
        }
    }
}

/// What a message brings, from what decides least to what decides most.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Load {
    Other,
    /// A report that there is no vote.
    NoVote,
    /// A value that is proposed, voted for or chosen.
    Value,
    /// A report of votes, which binds who hears it.
    Votes,
}

/// One small square: a vote, or room for one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cell {
    pub slot: u32,
    /// The vote's ballot's owner; none where there is no vote.
    pub owner: Option<NodeId>,
    /// Whether the slot's value is chosen, and is the one voted for.
    pub chosen: bool,
    /// Whether it is on disk by the last write alone, which this scenario's
    /// disks may lose. All else that a portrait shows is safely on disk.
    pub last_write: bool,
    /// What the square stands for, in words.
    pub label: String,
}

/// How a node looks on the stage.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Portrait {
    /// One word: `leader`, `acceptor`.
    pub role: &'static str,
    /// The command that it wants to get chosen, whatever it must propose.
    pub wants: Option<String>,
    /// What it promised, and whose ballot that is.
    pub badge: Option<(String, NodeId)>,
    /// Whether the promise is on disk by the last write alone.
    pub badge_last_write: bool,
    pub cells: Vec<Cell>,
}

/// Where a line of a node's state is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// On its disk: a crash does not touch it.
    Disk,
    /// In its memory: a crash takes it.
    Memory,
    /// Not in the node at all: what the world does to it.
    Outside,
}

/// A line of a node's state, as the inspector lists it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Property {
    pub name: &'static str,
    pub value: String,
    pub place: Place,
}

/// What a figure's band or a marker says of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeadlineKind {
    Chosen,
    Leads,
    Violation,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Headline {
    pub kind: HeadlineKind,
    /// A few words for a marker: `#1 chosen`.
    pub short: String,
    /// A sentence for a band across the diagram.
    pub text: String,
    /// Of a violation: the steps that prove it, and the rule that would have
    /// stopped it.
    pub proof: String,
}

/// A sentence about a step, and the rule behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Explanation {
    pub sentence: Vec<Span>,
    pub detail: String,
    pub rule: Option<Rule>,
}

/// The effects of protocol `P`.
pub type EffectOf<P> =
    Effect<<P as Protocol>::Message, <P as Protocol>::Timer, <P as Protocol>::Record, <P as Protocol>::Fact>;

/// What a node did in a step.
#[derive(Clone, Copy, Debug)]
pub struct Taken<'a, P: Protocol> {
    pub step: u32,
    pub node: NodeId,
    /// What it heard, if a message arrived.
    pub from: Option<(Address, &'a P::Message)>,
    pub facts: &'a [P::Fact],
    pub sent: &'a [&'a P::Message],
}

/// A protocol under simulation. The value itself is the run's configuration.
pub trait Protocol: Clone + Debug + Eq + Hash + 'static {
    type Replica: Clone + Debug + PartialEq;
    type Message: Clone + Debug + Eq + Hash;
    type Timer: Copy + Debug + Ord + Hash;
    /// One write to the disk.
    type Record: Clone + Debug + Hash;
    /// What survives a crash; by default an empty one.
    type Disk: Clone + Debug + Default;
    type Fact: Clone + Debug + Eq + Hash;
    /// What the monitors found: chosen values and violations.
    type Finding: Clone + Debug + Eq + Hash;
    type Monitors: Clone + Debug;
    type Effects: Default + Debug;

    /// A node at the start; `leader` and `past` as the scenario sets them up.
    fn initial(&self, node: NodeId, leader: Option<NodeId>, past: u32) -> Self::Replica;
    /// What is on the node's disk.
    fn disk(replica: &Self::Replica) -> Self::Disk;
    fn write(disk: &mut Self::Disk, record: &Self::Record);
    /// A node that comes back: what the disk holds, and nothing else.
    fn restart(&self, node: NodeId, disk: Self::Disk) -> Self::Replica;
    fn step(
        &self,
        replica: &mut Self::Replica,
        input: Input<Self::Message, Self::Timer>,
        effects: &mut Self::Effects,
    );
    fn effects(effects: &mut Self::Effects) -> &mut Vec<EffectOf<Self>>;
    /// Whether the next steps are to put facts among their effects.
    fn want_facts(effects: &mut Self::Effects, wanted: bool);

    /// The names of the message kinds, as scenarios write them.
    fn kinds() -> &'static [&'static str];
    fn tags(message: &Self::Message) -> Tags;
    /// How many entries of a log the message carries: what it costs to keep
    /// grows with them.
    fn reported(message: &Self::Message) -> u32;
    fn request(command: Command) -> Self::Message;
    fn answer(message: &Self::Message) -> Option<Answer>;
    /// The timer that an order to "time out" stands for.
    fn patience(&self, armed: &[Self::Timer]) -> Option<Self::Timer>;
    /// Heartbeats and the like: not counted, and they keep no run going.
    fn is_background(message: &Self::Message) -> bool;
    fn is_idle_timer(timer: Self::Timer) -> bool;
    /// Whether, left alone, nothing more would come but background.
    /// `linked(a, b)`: messages from a reach b.
    fn is_settled(
        &self,
        replicas: &[&Self::Replica],
        up: NodeSet,
        linked: &dyn Fn(NodeId, NodeId) -> bool,
    ) -> bool;
    /// Nodes that clients may ask, in the order in which they try them.
    fn proposers(&self) -> NodeSet;

    fn monitors(&self, watch: Watch, leader: Option<NodeId>, past: u32) -> Self::Monitors;
    /// Looks at what a client did or heard in `step`.
    fn observe_client(
        monitors: &mut Self::Monitors,
        step: u32,
        word: ClientWord,
        found: &mut Vec<Self::Finding>,
    );
    /// Looks at what a node did.
    fn observe(monitors: &mut Self::Monitors, deed: &Deed<'_, Self>, found: &mut Vec<Self::Finding>);
    /// Whether a node is, has promised, voted for, learned or executed what a
    /// script waits for; false for conditions that are not about one replica.
    fn holds(replica: &Self::Replica, condition: Condition) -> bool;
    /// Whether a value is chosen in the slot, by the history of votes.
    fn is_chosen(monitors: &Self::Monitors, slot: u32) -> bool;
    fn is_violation(finding: &Self::Finding) -> bool;
    /// What kept the run from getting on.
    fn diagnoses(run: &Run<Self>) -> Vec<Diagnosis>;

    fn caption(&self, names: &Names, message: &Self::Message) -> Caption;
    /// `last_write`: what the node's last write wrote, where it may be lost.
    fn portrait(
        &self,
        replica: &Self::Replica,
        names: &Names,
        monitors: &Self::Monitors,
        last_write: &[Self::Record],
    ) -> Portrait;
    /// Slot by node, the last `most` slots.
    fn ledger(
        &self,
        moment: Moment<'_, Self::Replica>,
        names: &Names,
        monitors: &Self::Monitors,
        most: u32,
    ) -> Ledger;
    /// Ballot by acceptor, in one slot (none: the one that there is most to
    /// say of), the last `most` ballots.
    fn board(
        &self,
        moment: Moment<'_, Self::Replica>,
        names: &Names,
        monitors: &Self::Monitors,
        slot: Option<u32>,
        most: u32,
    ) -> Board;
    fn properties(&self, replica: &Self::Replica, names: &Names) -> Vec<Property>;
    fn timer_name(timer: Self::Timer) -> String;
    fn headline(&self, names: &Names, finding: &Self::Finding) -> Option<Headline>;
    /// What the violations found in one step come to, in a short sentence; none
    /// where there is none. Of several the gravest.
    fn outcome(names: &Names, found: &[&Self::Finding]) -> Option<String>;
    fn fact_headline(&self, names: &Names, node: NodeId, fact: &Self::Fact) -> Option<Headline>;
    /// Explains what a node did with one input, from the facts that it noted
    /// and what led there.
    fn explain(settings: &Settings<Self>, history: &History<Self>, taken: &Taken<'_, Self>) -> Explanation;
    /// What the facts of a step rest on, the most telling first.
    fn evidence(settings: &Settings<Self>, history: &History<Self>, step: u32) -> Vec<Evidence>;
    /// What happened in these steps, to point at.
    fn trace(history: &History<Self>, steps: &[u32]) -> Vec<Pointer>;
}
