//! What can be seen of a node: how it looks, and the lines of its state, each
//! with where it is kept.

use antipaxos_paxos::{Address, NodeId};

use super::World;

use crate::protocol::{Place, Portrait, Property, Protocol};
use crate::scenario::print;
use crate::step::MessageId;

impl<P: Protocol> World<P> {
    /// How the node looks. What it promised and voted is on its disk after
    /// every step, since a step's writes come before its messages and a step
    /// that is cut short before them leaves no trace; only a disk that may lose
    /// its last write keeps something less surely than the rest.
    #[must_use]
    pub fn portrait(&self, node: NodeId) -> Portrait {
        let state = self.node(node);
        let last_write = state.behind.as_ref().map_or(&[][..], |behind| &behind.last);
        let names = &self.settings.names;
        self.settings.protocol.portrait(&state.replica, names, &self.monitors, last_write)
    }

    /// The lines of the node's state. A node that is down has what is on its
    /// disk, and no memory.
    #[must_use]
    pub fn properties(&self, node: NodeId) -> Vec<Property> {
        let state = self.node(node);
        let mut list = self.settings.protocol.properties(&state.replica, &self.settings.names);
        list.retain(|property| state.up || property.place != Place::Memory);
        let mut add = |name, value: String| list.push(Property { name, value, place: Place::Outside });
        if state.slow_ms > 0 {
            add("messages to it take", format!("{} ms longer", state.slow_ms));
        }
        if state.clock_percent != 100 {
            add("its clock runs at", format!("{}%", state.clock_percent));
        }
        if let Some((point, back)) = state.doom {
            let then = if back.is_some() { "comes back at once" } else { "stays down" };
            add("crashes when it next writes", format!("{}, and {then}", print::crash_point(point)));
        }
        list
    }

    /// The messages under way that the node sent: neither on its disk nor in
    /// its memory, and out of its hands.
    pub fn in_flight_from(&self, node: NodeId) -> impl Iterator<Item = MessageId> {
        let from = Address::Node(node);
        let flights = self.flights.in_order().into_iter();
        flights.filter(move |flight| flight.from == from).map(|flight| flight.id)
    }
}
