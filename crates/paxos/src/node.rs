//! Who takes part: nodes, sets of nodes, clients, and where a message goes.

/// A node of the cluster, by its position in the scenario's list (0 to 14).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeId(pub u8);

/// A client, by its number less one (`c1` is 0). Numbers from
/// [`ClientId::OWN`] on stand for a node that brings a command of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ClientId(pub u8);

impl ClientId {
    /// The first number that stands for a node instead of a client.
    pub const OWN: u8 = 16;

    /// The stand-in client of a node that proposes a command nobody sent it.
    #[must_use]
    pub const fn of_node(node: NodeId) -> Self {
        Self(Self::OWN + node.0)
    }

    /// The node this stands for, if it is no client at all.
    #[must_use]
    pub const fn as_node(self) -> Option<NodeId> {
        if self.0 >= Self::OWN { Some(NodeId(self.0 - Self::OWN)) } else { None }
    }
}

/// Where a message comes from or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Address {
    Node(NodeId),
    Client(ClientId),
}

/// A set of nodes, one bit each.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct NodeSet(pub u16);

impl NodeSet {
    pub const EMPTY: Self = Self(0);

    /// The nodes 0 to `count - 1`; `count` is at most 15.
    #[must_use]
    pub const fn first(count: u8) -> Self {
        assert!(count <= 15, "a cluster has at most 15 nodes");
        Self((1 << count) - 1)
    }

    #[must_use]
    pub const fn contains(self, node: NodeId) -> bool {
        self.0 & (1 << node.0) != 0
    }

    /// Adds `node`; false if it was there already.
    pub const fn insert(&mut self, node: NodeId) -> bool {
        let fresh = !self.contains(node);
        self.0 |= 1 << node.0;
        fresh
    }

    #[must_use]
    pub const fn with(mut self, node: NodeId) -> Self {
        self.0 |= 1 << node.0;
        self
    }

    #[must_use]
    pub const fn without(self, node: NodeId) -> Self {
        Self(self.0 & !(1 << node.0))
    }

    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    #[must_use]
    pub const fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    #[must_use]
    pub const fn len(self) -> u8 {
        self.0.count_ones() as u8
    }

    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// The members in rising order.
    pub fn iter(self) -> impl Iterator<Item = NodeId> {
        let mut rest = self.0;
        core::iter::from_fn(move || {
            if rest == 0 {
                return None;
            }
            let node = rest.trailing_zeros() as u8;
            rest &= rest - 1;
            Some(NodeId(node))
        })
    }
}

impl FromIterator<NodeId> for NodeSet {
    fn from_iter<I: IntoIterator<Item = NodeId>>(nodes: I) -> Self {
        nodes.into_iter().fold(Self::EMPTY, Self::with)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::vec::Vec;

    #[test]
    fn a_set_lists_its_members_in_rising_order() {
        let set: NodeSet = [NodeId(4), NodeId(0), NodeId(14)].into_iter().collect();
        assert_eq!(set.iter().collect::<Vec<_>>(), [NodeId(0), NodeId(4), NodeId(14)]);
        assert_eq!(set.len(), 3);
        assert_eq!(NodeSet::first(15).len(), 15);
    }

    #[test]
    fn a_second_insertion_is_told_apart() {
        let mut set = NodeSet::EMPTY;
        assert!(set.insert(NodeId(3)));
        assert!(!set.insert(NodeId(3)));
    }
}
