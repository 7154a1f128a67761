//! Messages under way.

use antipaxos_paxos::Address;
use antipaxos_paxos::few::put_in_order;

use crate::protocol::Protocol;
use crate::step::MessageId;

#[derive(Clone, Debug)]
pub struct Flight<P: Protocol> {
    pub id: MessageId,
    pub from: Address,
    pub to: Address,
    pub message: P::Message,
    pub sent: u32,
    /// When it arrives; in a manual network, no sooner than it is told to.
    pub due_ms: u32,
    /// The network will lose it.
    pub doomed: bool,
}

/// The messages under way, each in a place that it keeps until it ends.
#[derive(Clone, Debug)]
pub struct Flights<P: Protocol> {
    places: Vec<Option<Flight<P>>>,
    free: Vec<u32>,
}

impl<P: Protocol> Default for Flights<P> {
    fn default() -> Self {
        Self { places: Vec::new(), free: Vec::new() }
    }
}

impl<P: Protocol> Flights<P> {
    pub fn add(&mut self, flight: Flight<P>) -> u32 {
        if let Some(place) = self.free.pop() {
            self.places[place as usize] = Some(flight);
            return place;
        }
        self.places.push(Some(flight));
        u32::try_from(self.places.len() - 1).expect("fewer messages than 2^32 are under way")
    }

    /// Takes the message out, if it is still the one of that number.
    pub fn take(&mut self, place: u32, id: MessageId) -> Option<Flight<P>> {
        let entry = &mut self.places[place as usize];
        if entry.as_ref().is_none_or(|flight| flight.id != id) {
            return None;
        }
        self.free.push(place);
        entry.take()
    }

    /// Whether the message there is still under way after `at_ms`.
    #[must_use]
    pub fn is_due_later(&self, place: u32, id: MessageId, at_ms: u32) -> bool {
        let flight = self.places[place as usize].as_ref();
        flight.is_some_and(|flight| flight.id == id && flight.due_ms > at_ms)
    }

    #[must_use]
    pub fn get_mut(&mut self, place: u32) -> Option<&mut Flight<P>> {
        self.places[place as usize].as_mut()
    }

    /// In the order of sending.
    #[must_use]
    pub fn in_order(&self) -> Vec<&Flight<P>> {
        let mut flights: Vec<_> = self.iter().map(|(_, flight)| flight).collect();
        put_in_order(&mut flights, |flight| flight.id);
        flights
    }

    pub fn iter(&self) -> impl Iterator<Item = (u32, &Flight<P>)> {
        (0..).zip(&self.places).filter_map(|(place, entry)| Some((place, entry.as_ref()?)))
    }

    /// The place of the oldest message that fits.
    pub fn oldest(&self, fits: impl Fn(&Flight<P>) -> bool) -> Option<(u32, MessageId)> {
        self.iter()
            .filter(|(_, flight)| fits(flight))
            .map(|(place, flight)| (place, flight.id))
            .min_by_key(|(_, id)| *id)
    }
}
