//! What both views say of a message: its role, its label, shorter words for it.

use antipaxos_paxos::Address;
use antipaxos_simulator::{Caption, Load, Protocol, Run, Sent};

use crate::rows::Rows;
use crate::shape::Ref;

pub(crate) fn name<P: Protocol>(run: &Run<P>, address: Address) -> String {
    run.names().show(address).to_string()
}

pub(crate) const fn target(address: Address) -> Ref {
    match address {
        Address::Node(node) => Ref::Node { node: node.0 as u32 },
        Address::Client(client) => Ref::Client { client: client.0 as u32 },
    }
}

/// The classes of a message: `message reply owner-1 promise ends-lost`.
pub(crate) fn role(caption: &Caption, background: bool, fate: &str) -> String {
    let direction = if caption.reply { "reply" } else { "request" };
    let mut role = format!("message {direction} {} {}", owner(caption), caption.kind.to_ascii_lowercase());
    if caption.refusal {
        role += " refusal";
    }
    if background {
        role += " background";
    }
    if !fate.is_empty() {
        role = role + " " + fate;
    }
    role
}

/// The class that gives the colour of a ballot's owner.
pub(crate) fn owner(caption: &Caption) -> String {
    caption.owner.map_or_else(|| "plain".to_string(), |owner| format!("owner-{}", owner.0))
}

/// All that it says: `B->A Accept 2.B #3 set x 1`.
pub(crate) fn label<P: Protocol>(run: &Run<P>, sent: &Sent<P>, caption: &Caption) -> String {
    format!("{}->{} {}", name(run, sent.from), name(run, sent.to), caption.text)
}

/// A pill's second line, the longer words first.
pub(crate) fn details(rows: &Rows, caption: &Caption) -> [String; 2] {
    [placed(rows, caption, &caption.says), placed(rows, caption, &caption.brief)]
}

/// With the slot before it, where the run has more than one.
fn placed(rows: &Rows, caption: &Caption, words: &str) -> String {
    let slot = if rows.has_one_slot() { "" } else { &caption.slot };
    format!("{slot} {words}").trim().to_string()
}

/// The label of an arrow, from all that it says to the kind alone. The arrow's
/// colour tells the ballot, so that goes first; what decides goes last.
pub(crate) struct Words {
    pub longer: Vec<String>,
    /// What there is no room for between the lanes, in fewer and fewer words.
    pub least: [String; 3],
}

impl Words {
    /// Of a message that is lost on its way: to whom it went.
    pub fn to(self, node: &str) -> Self {
        let told = |words: String| format!("{words} → {node}");
        Self { longer: self.longer.into_iter().map(told).collect(), least: self.least.map(told) }
    }
}

pub(crate) fn words(rows: &Rows, caption: &Caption) -> Words {
    let kind = caption.kind;
    let [says, brief] = details(rows, caption);
    let colon = if caption.load == Load::Votes || caption.load == Load::NoVote { ":" } else { "" };
    let with = |head: &str, words: &str| {
        if words.is_empty() { head.to_string() } else { format!("{head}{colon} {words}") }
    };
    let least = with(kind, &caption.brief);
    let mut longer = vec![with(&caption.short, &says)];
    // A Prepare says nothing but its ballot: sooner that than its slot.
    if caption.says.is_empty() && !says.is_empty() {
        longer.push(caption.short.clone());
    }
    longer.extend([with(kind, &says), with(kind, &brief)]);
    if !caption.brief.is_empty() {
        longer.push(least.clone());
    }
    match caption.load {
        Load::NoVote | Load::Value | Load::Votes => {}
        Load::Other => longer.extend([caption.short.clone(), kind.to_string()]),
    }
    let alone = if caption.load >= Load::Value { &caption.brief } else { kind };
    Words { longer, least: [least, alone.to_string(), kind.to_string()] }
}
