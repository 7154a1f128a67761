//! Who reaches whom, and what came of it where that is not everybody.

use antipaxos_paxos::{Fact, NodeId, NodeSet};

use super::super::Paxos;
use super::{diagnosis, wanting};
use crate::diagnosis::{Ailment, Diagnosis};
use crate::links::Cuts;
use crate::run::Run;
use crate::step::{Happening, Noted};

/// A stretch of the run in which connectivity was partial.
struct Stretch {
    /// The step that began it.
    first: u32,
    /// Three nodes: the first two reach each other, and the last two do, but
    /// the first and the last do not; or two, with a link of one direction.
    shape: (NodeId, NodeId, NodeId),
    /// What went wrong meanwhile.
    trouble: Vec<u32>,
}

/// Some nodes reach each other only through others, or one way only, and that
/// kept the run from getting on for a while.
pub(super) fn partial_connectivity(run: &Run<Paxos>) -> Option<Diagnosis> {
    let history = run.history();
    let mut cuts = Cuts::default();
    let mut up = run.settings().nodes();
    let mut now: Option<Stretch> = None;
    let mut all: Vec<Stretch> = Vec::new();
    for step in 0..history.len() {
        let happening = history.step(step).happening;
        let before = (cuts, up);
        if let Happening::Crash { node } = happening {
            up = up.without(node);
        }
        if let Happening::Restart { node, .. } = happening {
            up = up.with(node);
        }
        if let Some((node, _, None)) = history.fell(step) {
            up = up.without(node);
        }
        for noted in history.facts(step) {
            if let Noted::Links(links) = noted {
                cuts.set(links, matches!(happening, Happening::Cut));
            }
        }
        if before != (cuts, up) {
            let shape = partial(&cuts, up);
            match (&mut now, shape) {
                (Some(_), None) => all.extend(now.take()),
                (None, Some(shape)) => now = Some(Stretch { first: step, shape, trouble: Vec::new() }),
                (Some(_), Some(_)) | (None, None) => {}
            }
        }
        let Some(stretch) = &mut now else { continue };
        let unheard = |noted: &Noted<Paxos>| matches!(noted, Noted::At(_, Fact::Unheard { .. }));
        let waits = matches!(happening, Happening::Ask { again: true, .. } | Happening::GiveUp { .. });
        if waits || history.facts(step).iter().any(unheard) {
            stretch.trouble.push(step);
        }
    }
    let ends_so = now.is_some() && wanting(run);
    let last = all.len();
    all.extend(now);
    let troubled = |(at, stretch): &(usize, Stretch)| !stretch.trouble.is_empty() || (*at == last && ends_so);
    let (_, stretch) = all.into_iter().enumerate().find(troubled)?;
    let names = run.names();
    let (a, b, c) = stretch.shape;
    let (one, middle, other) = (names.node(a), names.node(b), names.node(c));
    let shape = if b == c {
        format!("messages between {one} and {middle} got through one way only")
    } else {
        format!("{one} and {other} both reached {middle}, but not each other")
    };
    let mut steps = stretch.trouble;
    steps.insert(0, stretch.first);
    Some(diagnosis(Ailment::PartialConnectivity, format!("From step {} on {shape}.", stretch.first), steps))
}

/// Three nodes that show that connectivity is partial.
fn partial(cuts: &Cuts, up: NodeSet) -> Option<(NodeId, NodeId, NodeId)> {
    if !cuts.any() {
        return None;
    }
    let open = |a, b| !cuts.is_link_cut(a, b);
    let both = |a, b| open(a, b) && open(b, a);
    for a in up.iter() {
        for b in up.without(a).iter() {
            if open(a, b) != open(b, a) {
                return Some((a, b, b));
            }
            let apart = |c: &NodeId| both(b, *c) && !both(a, *c);
            if let Some(c) = up.without(a).without(b).iter().find(|c| both(a, b) && apart(c)) {
                return Some((a, b, c));
            }
        }
    }
    None
}
