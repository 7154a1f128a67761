//! Which directed links between nodes are cut.

use antipaxos_paxos::{Address, NodeId, NodeSet};

use crate::action::Links;

/// For each node, the nodes that its messages do not reach. Clients reach
/// every node.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cuts([NodeSet; 15]);

impl Cuts {
    #[must_use]
    pub fn is_cut(&self, from: Address, to: Address) -> bool {
        match (from, to) {
            (Address::Node(from), Address::Node(to)) => self.is_link_cut(from, to),
            (Address::Client(_), _) | (_, Address::Client(_)) => false,
        }
    }

    #[must_use]
    pub fn is_link_cut(&self, from: NodeId, to: NodeId) -> bool {
        self.0[usize::from(from.0)].contains(to)
    }

    #[must_use]
    pub fn any(&self) -> bool {
        self.0.iter().any(|to| !to.is_empty())
    }

    /// Cuts (or heals) the links named.
    pub fn set(&mut self, links: &Links, cut: bool) {
        match links {
            Links::Between(groups) => {
                for (at, group) in groups.iter().enumerate() {
                    for other in &groups[..at] {
                        for (a, b) in group.iter().flat_map(|a| other.iter().map(move |b| (a, b))) {
                            self.set_link(a, b, cut);
                            self.set_link(b, a, cut);
                        }
                    }
                }
            }
            Links::OneWay { from, to } => self.set_link(*from, *to, cut),
            Links::All => {
                for to in &mut self.0 {
                    *to = if cut { NodeSet::first(15) } else { NodeSet::EMPTY };
                }
            }
        }
    }

    fn set_link(&mut self, from: NodeId, to: NodeId, cut: bool) {
        let reached = &mut self.0[usize::from(from.0)];
        *reached = if cut { reached.with(to) } else { reached.without(to) };
    }
}
