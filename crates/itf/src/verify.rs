//! Plays the scenario of a trace and compares the acceptors, state by state.

use antipaxos_paxos::{Ballot, NodeId, Slot};
use antipaxos_simulator::Session;

use crate::schedule::{Naming, Schedule};
use crate::trace::{State, Trace};
use crate::{Code, Fault, Imported, quote};

/// The one slot that a trace decides.
const SLOT: Slot = Slot::FIRST;

/// The scenario, once it is known to do what the trace does.
pub fn played(trace: &Trace, schedule: Schedule) -> Result<Imported, Fault> {
    let Schedule { text, steps, names } = schedule;
    let open = |text: &str| {
        Session::open(text).map_err(|fault| Fault::new(Code::TooMany, None, format!("the scenario: {fault}")))
    };
    let mut session = open(&text)?;
    if let Some(trouble) = session.run().trouble() {
        let reached = session.run().last();
        let state = steps.iter().position(|step| *step > reached).and_then(|at| u32::try_from(at).ok());
        return Err(Fault::new(
            Code::Differs,
            state,
            format!("the step cannot be done: {}", trouble.message),
        ));
    }
    for ((at, state), step) in (0..).zip(&trace.states).zip(&steps) {
        session.seek(*step);
        compare(&session, state, &names).map_err(|message| Fault::new(Code::Differs, Some(at), message))?;
    }
    let text = expecting(&session, trace, &names, text);
    let text = open(&text)?.text();
    Ok(Imported { text, steps })
}

fn compare(session: &Session, state: &State, names: &Naming) -> Result<(), String> {
    let show = |ballot: Option<String>| ballot.unwrap_or_else(|| "nothing".to_string());
    let printed = |ballot: Ballot| session.run().names().show(ballot).to_string();
    for (name, promised) in &state.promised {
        let quoted = quote::name(name);
        let replica = &session.world().node(node(session, names, name)?).replica;
        let wanted = promised.map(|ballot| names.ballot(ballot));
        let found = replica.acceptor().promised(SLOT).map(printed);
        if wanted != found {
            let (wanted, found) = (show(wanted), show(found));
            return Err(format!("maxBal of {quoted} means that {wanted} is promised; played, it is {found}"));
        }
        let vote = replica.acceptor().vote(SLOT);
        if let Some(voted) = state.voted.as_ref().and_then(|voted| voted.get(name)) {
            let wanted = voted.map(|ballot| names.ballot(ballot));
            let found = vote.map(|vote| printed(vote.ballot));
            if wanted != found {
                let (wanted, found) = (show(wanted), show(found));
                return Err(format!("maxVBal of {quoted} means a vote in {wanted}; played, it is {found}"));
            }
        }
        if let (Some(vote), Some(value)) = (vote, state.values.as_ref().and_then(|values| values.get(name))) {
            let (wanted, found) = (names.command(value), vote.value.to_string());
            if wanted != found {
                return Err(format!(
                    "maxVal of {quoted} is {}; played, the vote is for {found}",
                    quote::name(value)
                ));
            }
        }
    }
    Ok(())
}

fn node(session: &Session, names: &Naming, acceptor: &str) -> Result<NodeId, String> {
    let found = session.run().names().find(names.acceptor(acceptor));
    found.ok_or_else(|| format!("{} is no acceptor", quote::name(acceptor)))
}

/// The text, with the acceptors' last state as expectations.
fn expecting(session: &Session, trace: &Trace, names: &Naming, mut text: String) -> String {
    for name in &trace.acceptors {
        let Ok(at) = node(session, names, name) else { continue };
        let acceptor = session.world().node(at).replica.acceptor();
        let (ours, run) = (names.acceptor(name), session.run().names());
        if let Some(promised) = acceptor.promised(SLOT) {
            text += &format!("expect {ours} promised {}\n", run.show(promised));
        }
        if let Some(vote) = acceptor.vote(SLOT) {
            text += &format!("expect {ours} voted #1 \"{}\" in {}\n", vote.value, run.show(vote.ballot));
        }
    }
    match session.world().monitors().chosen(SLOT) {
        Some(choice) => text += &format!("expect #1 chosen \"{}\"\n", choice.value),
        None => text += "expect #1 open\n",
    }
    text
}
