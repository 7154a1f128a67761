//! How a person would have written down what was done by hand. `after step 12`
//! always says it; a time, a state or a message says it better, where the run
//! comes out the same to the bit.

use antipaxos_paxos::{Address, NodeId};

use super::{Session, insert};
use crate::action::{Action, Condition, Links, Pattern};
use crate::diagnostic::Diagnostic;
use crate::protocol::Protocol;
use crate::protocols::Paxos;
use crate::run::Run;
use crate::scenario::{Act, Scenario, Statement, When};
use crate::step::{Happening, Noted, Sent};

/// Longer runs are not played again to find better words.
const MAX_STEPS: u32 = 4_000;
/// Words are tried in order of beauty, and at most so many.
const MAX_TRIES: usize = 4;
/// Beyond the fifth, nobody counts messages.
const MAX_NTH: u32 = 5;

/// `scenario`, whose future is cut off at the session's place, with `act` put in
/// there: in the best words, with its run.
pub(super) fn best(
    session: &Session,
    scenario: &Scenario,
    places: &[usize],
    act: &Act,
) -> Result<(Scenario, Run<Paxos>, Statement), Diagnostic> {
    let with = |when: When, place: usize| {
        let statement = Statement::Do { when, act: act.clone() };
        let mut amended = scenario.clone();
        insert(&mut amended, place, statement.clone());
        let run = Run::new(amended.compile()?);
        Ok((amended, run, statement))
    };
    let end = scenario.lines.len();
    let plain = with(When::After { step: session.position() }, end)?;
    if plain.1.last() > MAX_STEPS {
        return Ok(plain);
    }
    for when in candidates(session, act).into_iter().take(MAX_TRIES) {
        let place = match when {
            // Before the lines for this time that are not done yet.
            When::At { .. } => session.world().next_line_now().map_or(end, |line| places[line as usize - 1]),
            When::Next | When::After { .. } | When::On { .. } | When::Once(_) | When::Repeat { .. } => end,
        };
        // What is no good text is no better wording.
        let Ok(tried) = with(when, place) else { continue };
        if is_same(&tried.1, &plain.1) {
            return Ok(tried);
        }
    }
    Ok(plain)
}

/// The same history, and the same end to it.
fn is_same(one: &Run<Paxos>, other: &Run<Paxos>) -> bool {
    let trouble = |run: &Run<Paxos>| run.trouble().map(|trouble| trouble.message.clone());
    one.last() == other.last() && one.fingerprint() == other.fingerprint() && trouble(one) == trouble(other)
}

/// Words that may say the same as `after step ...`, the best first.
fn candidates(session: &Session, act: &Act) -> Vec<When> {
    let (run, step) = (session.run(), session.position());
    let mut found = Vec::new();
    if is_scripted(&run.history().step(step).happening) {
        found.push(When::At { ms: session.world().now_ms() });
    }
    found.extend(turning_points(session).into_iter().map(When::Once));
    // `on first Accept A->B: drop Accept A->B` would say everything twice, and
    // another message than the one that is meant would only confuse.
    let Some(nodes) = nodes_of(act) else { return found };
    let mut sent: Vec<&Sent<Paxos>> = run.history().sent(step).map(|(_, sent)| sent).collect();
    let concerns = |address: Address| matches!(address, Address::Node(node) if nodes.contains(&node));
    sent.retain(|sent| !Paxos::is_background(&sent.message));
    // A message to the node in question says most, then one from it.
    sent.sort_by_key(|sent| (!concerns(sent.to), !concerns(sent.from)));
    for sent in sent {
        let tags = Paxos::tags(&sent.message);
        let bare = Pattern { kind: tags.kind, ballot: None, slot: None, from: sent.from, to: sent.to };
        let narrow = Pattern { ballot: tags.ballot, slot: tags.slot, ..bare };
        let counted = [bare, narrow].map(|pattern| (count(session, &pattern), pattern));
        let few = counted.into_iter().find(|(nth, _)| *nth <= MAX_NTH);
        found.extend(few.map(|(nth, pattern)| When::On { nth, pattern }));
    }
    found
}

/// Whether only the script does such a thing: then its time may say it all.
const fn is_scripted<T>(happening: &Happening<T>) -> bool {
    match happening {
        Happening::SetUp
        | Happening::Ask { again: false, .. }
        | Happening::Start { .. }
        | Happening::Crash { .. }
        | Happening::Restart { .. }
        | Happening::CrashRestart { .. }
        | Happening::Cut
        | Happening::Heal
        | Happening::Doom { .. }
        | Happening::Change
        | Happening::Delay { .. } => true,
        Happening::Duplicate(_)
        | Happening::Deliver(_)
        | Happening::Lose(_)
        | Happening::Bounce(_)
        | Happening::Ask { again: true, .. }
        | Happening::GiveUp { .. }
        | Happening::Timeout { .. } => false,
    }
}

/// What became so for all to see in this very step: a leader, a chosen value.
fn turning_points(session: &Session) -> Vec<Condition> {
    let (run, step) = (session.run(), session.position());
    if step == 0 {
        return Vec::new();
    }
    let mut points = Vec::new();
    for noted in run.history().facts(step) {
        let condition = match noted {
            Noted::Found(finding) => Paxos::chosen_slot(finding).map(|slot| Condition::Chosen { slot }),
            Noted::At(node, _) => Some(Condition::Leads { node: *node }),
            Noted::Asked { .. } | Noted::Answered { .. } | Noted::AnsweredTwice { .. } => None,
            Noted::Links(_) | Noted::Crashed { .. } | Noted::Changed(_) => None,
        };
        points.extend(condition);
    }
    points.dedup();
    let before = run.world_at(step - 1);
    points.retain(|condition| session.world().holds(*condition) && !before.holds(*condition));
    points
}

/// How many messages that fit were sent by the end of this step.
fn count(session: &Session, pattern: &Pattern) -> u32 {
    let step = session.position();
    let messages = session.run().history().messages().iter().take_while(|sent| sent.sent <= step);
    let fits = messages.filter(|sent| pattern.fits(sent.from, sent.to, Paxos::tags(&sent.message)));
    u32::try_from(fits.count()).unwrap_or(u32::MAX)
}

/// The nodes that are acted upon; none where it is messages.
fn nodes_of(act: &Act) -> Option<Vec<NodeId>> {
    let Act::One(action) = act else { return None };
    match action {
        Action::Ask { node, .. }
        | Action::Start { node, .. }
        | Action::Timeout { node }
        | Action::Crash { node, .. }
        | Action::Restart { node, .. }
        | Action::Bounce { node, .. } => Some(vec![*node]),
        Action::Cut(Links::OneWay { from, to }) | Action::Heal(Links::OneWay { from, to }) => {
            Some(vec![*from, *to])
        }
        Action::Cut(_) | Action::Heal(_) => Some(Vec::new()),
        Action::Deliver { .. } | Action::Drop { .. } | Action::Duplicate { .. } => None,
        Action::Delay { .. } => None,
        Action::Change(change) => match change.place() {
            Some(Address::Node(node)) => Some(vec![node]),
            Some(Address::Client(_)) | None => Some(Vec::new()),
        },
    }
}
