//! What a message carries, in the words that figures have room for.

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{Config, Message, Slot, Value, Variant, Vote};

use crate::protocol::Load;

/// The part of a caption that says what a message carries.
pub(super) struct Said {
    pub slot: String,
    pub says: String,
    pub brief: String,
    pub load: Load,
}

/// `rest`: what is written of a message after its kind and ballot.
pub(super) fn said(config: &Config, names: &Names, message: &Message, rest: &str) -> Said {
    match message {
        Message::Promise { slot, votes, decided, watermark, .. } => {
            let of_slot = if config.variant == Variant::Basic { Some(*slot) } else { None };
            report(names, of_slot, votes, (decided, *watermark))
        }
        Message::Accept { slot, value, .. }
        | Message::Accepted { slot, value, .. }
        | Message::Learn { slot, value, .. } => plain(slot.to_string(), value.to_string(), Load::Value),
        Message::Nack { slot, promised, .. } => {
            plain(slot.to_string(), format!("promised {}", names.show(*promised)), Load::Other)
        }
        // In Multi it is about all slots from there on.
        Message::Prepare { slot, .. } => {
            let from = if config.variant == Variant::Multi { "from " } else { "" };
            plain(format!("{from}{slot}"), String::new(), Load::Other)
        }
        Message::Decided { .. } => plain(String::new(), rest.to_string(), Load::Value),
        Message::Request { .. }
        | Message::Forward { .. }
        | Message::Response { .. }
        | Message::Redirect { .. }
        | Message::Heartbeat { .. }
        | Message::HeartbeatAck { .. }
        | Message::CatchUp { .. }
        | Message::PreVote { .. }
        | Message::PreVoteGranted { .. } => plain(String::new(), rest.to_string(), Load::Other),
    }
}

fn plain(slot: String, says: String, load: Load) -> Said {
    Said { slot, brief: says.clone(), says, load }
}

/// What a Promise reports. `of_slot`: the one slot that it can speak of.
fn report(
    names: &Names,
    of_slot: Option<Slot>,
    votes: &[(Slot, Vote)],
    (decided, watermark): (&[(Slot, Value)], Option<Slot>),
) -> Said {
    let (mut slot, mut says, mut brief) = (of_slot, "no vote".to_string(), "no vote".to_string());
    if let [(only, vote)] = votes {
        slot = Some(*only);
        brief = format!("{} in {}", vote.value, names.show(vote.ballot));
        says = format!("voted {brief}");
    } else if let [(first, _), .., (last, _)] = votes {
        brief = format!("{} votes, {first} to {last}", votes.len());
        says.clone_from(&brief);
    }
    let known = match decided {
        [] => watermark.map(|slot| format!("chosen up to {slot}")),
        [(only, _)] => Some(format!("{only} chosen")),
        [(first, _), .., (last, _)] => Some(format!("{first} to {last} chosen")),
    };
    if let Some(known) = known {
        says = format!("{says}, {known}");
        if votes.is_empty() {
            brief = known;
        }
    } else if votes.is_empty() {
        return plain(slot.map_or_else(String::new, |slot| slot.to_string()), says, Load::NoVote);
    }
    Said { slot: slot.map_or_else(String::new, |slot| slot.to_string()), says, brief, load: Load::Votes }
}
