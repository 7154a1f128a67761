//! What both views say of a message: its role, its label, shorter words for it.

use antipaxos_paxos::Address;
use antipaxos_simulator::{Caption, Protocol, Run, Sent};

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

/// From all of it to the kind alone: each says less than the one before.
pub(crate) fn shortened<P: Protocol>(run: &Run<P>, sent: &Sent<P>, caption: &Caption) -> [String; 4] {
    let tags = P::tags(&sent.message);
    let mut middle = caption.short.clone();
    if let (Some((round, owner)), Some(slot)) = (tags.ballot, tags.slot) {
        middle = format!("{} {round}.{} #{slot}", caption.kind, run.names().node(owner));
    }
    [caption.text.clone(), middle, caption.short.clone(), caption.kind.to_string()]
}
