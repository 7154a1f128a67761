//! Every act of a person is an edit of the scenario: an action put in after a
//! step, which ends the future that was there.

use antipaxos_paxos::{Address, ClientId, NodeId, Rule, Rules, Variant};

use super::compile::{expand, is_released, needs_clock};
use super::{Act, Line, Scenario, Statement, Verb, When, parse};
use crate::action::{Action, Change};
use crate::diagnostic::Diagnostic;
use crate::settings::Network;

/// Parses an action on its own, such as `crash B`.
///
/// # Errors
/// A diagnostic whose line is 1.
pub fn parse_action(text: &str, scenario: &Scenario) -> Result<Act, Diagnostic> {
    parse::action(text, &scenario.names)
}

/// Where a future is cut off.
#[derive(Clone, Copy, Debug)]
pub struct Cut<'a> {
    pub step: u32,
    /// How many single actions of a manual script were done by then.
    pub script_done: usize,
    /// Whether the run ended there, by `until` perhaps.
    pub at_end: bool,
    /// Lines put in by hand, for later: they go.
    pub undone: &'a [&'a Statement],
    /// What is put in there releases the network.
    pub releases: bool,
}

/// How much longer a run goes on, in ms, if something is done at the end that
/// its author has set.
const GOES_ON_MS: u32 = 1_000;
/// The latest end that a scenario can set.
const LATEST_MS: u32 = 1_000_000;

/// Whether the act, with no word on when, reads as a line of the set-up.
#[must_use]
pub fn reads_as_set_up(act: &Act) -> bool {
    let Act::One(Action::Change(change)) = act else { return false };
    match change {
        Change::Link { .. } | Change::Calm { .. } | Change::Slow { .. } | Change::Clock { .. } => true,
        Change::Hold | Change::Release | Change::CalmAll => false,
    }
}

/// Whether the line has a place only where time passes.
fn waits_for_clock(statement: Option<&Statement>) -> bool {
    let Some(Statement::Do { act, .. }) = statement else { return false };
    match act {
        Act::One(action) => needs_clock(action),
        Act::It(verb) | Act::Messages { verb, .. } => match verb {
            Verb::Delay { .. } => true,
            Verb::Deliver | Verb::DeliverAgain | Verb::Drop | Verb::Duplicate => false,
        },
    }
}

/// Takes out what belongs to the future after `cut.step`: edits for later steps,
/// the rest of a manual script, and `until`, where the author's end has been
/// reached. Expectations go, too: they are about another run now. What is bound
/// to times, messages and states stays. Returns for each line of the scenario
/// where it is now, or where it would be, and the place where a manual script
/// goes on.
pub fn cut_short(scenario: &mut Scenario, cut: Cut<'_>) -> (Vec<usize>, usize) {
    let manual = scenario.network().manual;
    let undone_lines = places_of(cut.undone, &scenario.lines);
    let mut done = 0;
    // Whether the script goes on behind what was done.
    let mut undone = false;
    let mut place = None;
    let mut kept: Vec<Line> = Vec::new();
    let mut places = Vec::new();
    for (at, line) in std::mem::take(&mut scenario.lines).into_iter().enumerate() {
        places.push(kept.len());
        if undone_lines.contains(&at) {
            continue;
        }
        match &line.statement {
            Some(Statement::Do { when: When::After { step: later }, .. }) if *later >= cut.step => continue,
            Some(Statement::Note { when: When::After { step: later }, .. }) if *later > cut.step => continue,
            Some(Statement::Do { when: when @ (When::Next | When::Repeat { .. }), act }) if manual => {
                let turns = if let When::Repeat { count, .. } = when { *count as usize } else { 1 };
                let turn = expand(act, *when).len();
                let parts = turn * turns;
                let left = cut.script_done.saturating_sub(done);
                done += parts;
                if left < parts {
                    undone = true;
                    if left > 0 {
                        let at = kept.len();
                        kept.extend(whole_turns(act, left / turn));
                        kept.extend(first_parts(act, left % turn).into_iter().map(next_line));
                        kept[at].comment = line.comment.clone();
                        place = Some(kept.len());
                    }
                    continue;
                }
                place = Some(kept.len() + 1);
            }
            // A note behind the last line done belongs to that step.
            Some(Statement::Note { when: When::Next, .. }) if manual => {
                if undone {
                    continue;
                }
                place = Some(kept.len() + 1);
            }
            Some(Statement::Until { ms }) if cut.at_end => {
                let ms = ms.saturating_add(GOES_ON_MS).min(LATEST_MS);
                kept.push(Line { statement: Some(Statement::Until { ms }), comment: line.comment });
                continue;
            }
            Some(Statement::Expect(_)) => continue,
            _ => {}
        }
        kept.push(line);
    }
    let mut place = place.unwrap_or(kept.len());
    if manual && !cut.releases && !is_released(&kept) {
        // Its release lay in the future, so its clock never runs.
        let mut at = 0;
        kept.retain(|line| {
            let goes = waits_for_clock(line.statement.as_ref());
            place -= usize::from(goes && at < place);
            at += usize::from(!goes);
            !goes
        });
    }
    scenario.lines = kept;
    (places, place)
}

/// The places of these lines, the last where several are alike.
fn places_of(statements: &[&Statement], lines: &[Line]) -> Vec<usize> {
    let mut found: Vec<usize> = Vec::new();
    // What a manual script says next goes by its place in the script.
    let in_turn = |statement: &Statement| matches!(statement, Statement::Do { when: When::Next, .. });
    for statement in statements.iter().filter(|statement| !in_turn(statement)) {
        let is_it = |at: &usize| lines[*at].statement.as_ref() == Some(*statement) && !found.contains(at);
        if let Some(at) = (0..lines.len()).rev().find(is_it) {
            found.push(at);
        }
    }
    found
}

/// A line of a manual script.
const fn next_line(act: Act) -> Line {
    Line { statement: Some(Statement::Do { when: When::Next, act }), comment: None }
}

/// So many turns of a repeated line.
fn whole_turns(act: &Act, turns: usize) -> Option<Line> {
    let count = u32::try_from(turns).unwrap_or(u32::MAX);
    let once = count == 1 && !reads_as_set_up(act);
    let when = if once { When::Next } else { When::Repeat { count, beat: None } };
    let statement = Some(Statement::Do { when, act: act.clone() });
    (count > 0).then_some(Line { statement, comment: None })
}

/// The first `count` of the messages that a line names, in lines of their own:
/// those of whole senders, then those of the sender that was not finished.
fn first_parts(act: &Act, count: usize) -> Vec<Act> {
    let Act::Messages { verb, kind, ballot, slot, from, to } = act else { return Vec::new() };
    let (whole, rest) = (count / to.len(), count % to.len());
    let of = |from: &[Address], to: &[Address]| Act::Messages {
        verb: *verb,
        kind,
        ballot: *ballot,
        slot: *slot,
        from: from.to_vec(),
        to: to.to_vec(),
    };
    let mut parts = Vec::new();
    if whole > 0 {
        parts.push(of(&from[..whole], to));
    }
    if rest > 0 {
        parts.push(of(&from[whole..=whole], &to[..rest]));
    }
    parts
}

/// The same requests under the other protocol, in a calm network: what clients
/// ask, and what happens to nodes and links at times, stays; what is bound to
/// messages and steps goes.
#[must_use]
pub fn with_protocol(scenario: &Scenario, variant: Variant) -> Scenario {
    if scenario.protocol().variant == variant {
        return scenario.clone();
    }
    let manual = scenario.network().manual;
    let mut lines = Vec::new();
    let mut clients = 0;
    for line in &scenario.lines {
        let kept = match &line.statement {
            None => Some(None),
            Some(Statement::Protocol(protocol)) => {
                let mut protocol = *protocol;
                protocol.variant = variant;
                Some(Some(Statement::Protocol(protocol)))
            }
            Some(Statement::Network(network)) => {
                Some(Some(Statement::Network(Network { manual: false, ..*network })))
            }
            Some(Statement::Do { act: Act::One(Action::Change(Change::Hold | Change::Release)), .. }) => None,
            Some(Statement::Do { when: When::At { .. }, .. }) => Some(line.statement.clone()),
            Some(Statement::Do { when: When::Next, act: Act::One(action) }) if manual => {
                asked(action, &mut clients).map(Some)
            }
            Some(Statement::Do { .. } | Statement::Note { .. } | Statement::Expect(_)) => None,
            Some(Statement::Leader(_) | Statement::Prefix { .. }) if variant == Variant::Basic => None,
            Some(_) => Some(line.statement.clone()),
        };
        if let Some(statement) = kept {
            lines.push(Line { statement, comment: line.comment.clone() });
        }
    }
    let has_protocol = scenario.statements().any(|statement| matches!(statement, Statement::Protocol(_)));
    let mut added = Vec::new();
    if !has_protocol {
        added.push(Statement::Protocol(super::ProtocolLine::new(variant)));
    }
    let mut result = Scenario { lines, names: scenario.names.clone() };
    if variant == Variant::Multi
        && let Some(leader) = calm_leader(&result)
    {
        added.push(Statement::Leader(leader));
    }
    let at = end_of_head(&result.lines);
    for (offset, statement) in added.into_iter().enumerate() {
        result.lines.insert(at + offset, Line { statement: Some(statement), comment: None });
    }
    result
}

/// The same scenario with `rule` kept or broken, and all others as they are.
#[must_use]
pub fn with_rule(scenario: &Scenario, rule: Rule, kept: bool) -> Scenario {
    let mut result = scenario.clone();
    let change = |rules: Rules| if kept { rules.with(rule) } else { rules.without(rule) };
    let found = result.lines.iter().position(|line| matches!(line.statement, Some(Statement::Rules(_))));
    let Some(at) = found else {
        let rules = change(Rules::ALL);
        if rules != Rules::ALL {
            let line = Line { statement: Some(Statement::Rules(rules)), comment: None };
            result.lines.insert(end_of_head(&result.lines), line);
        }
        return result;
    };
    let line = &mut result.lines[at];
    let Some(Statement::Rules(rules)) = line.statement else { return result };
    let rules = change(rules);
    line.statement = (rules != Rules::ALL).then_some(Statement::Rules(rules));
    if *line == Line::default() {
        result.lines.remove(at);
    }
    result
}

/// Where a further line of the set-up goes: behind the others, or behind the
/// title and the description.
fn end_of_head(lines: &[Line]) -> usize {
    let heading = lines.iter().take_while(|line| line.statement.is_none() && line.comment.is_some()).count();
    lines.iter().rposition(|line| is_head(line.statement.as_ref())).map_or(heading, |at| at + 1)
}

fn is_head(statement: Option<&Statement>) -> bool {
    match statement {
        Some(
            Statement::Do { .. } | Statement::Note { .. } | Statement::Expect(_) | Statement::Until { .. },
        )
        | None => false,
        Some(_) => true,
    }
}

/// A request as a line of an automatic network, if the action is one.
fn asked(action: &Action, clients: &mut u8) -> Option<Statement> {
    let ask = if let Action::Ask { .. } = action {
        action.clone()
    } else {
        let Action::Start { node, op: Some(op), .. } = action else { return None };
        let client = ClientId(*clients);
        *clients = (*clients + 1).min(8);
        Action::Ask { client, node: *node, op: *op }
    };
    Some(Statement::Do { when: When::At { ms: 0 }, act: Act::One(ask) })
}

/// The proposer after the first one asked: so that forwarding is seen, as in
/// the overview.
fn calm_leader(scenario: &Scenario) -> Option<NodeId> {
    let settings = scenario.compile().ok()?;
    let proposers = settings.protocol.config.cluster.proposers;
    let asked = settings
        .script
        .iter()
        .find_map(|item| if let Action::Ask { node, .. } = item.action { Some(node) } else { None });
    let after = |first| proposers.iter().find(|node| *node > first);
    asked.and_then(after).or_else(|| proposers.iter().next())
}

/// The client that an injected request would come from: one that is idle.
#[must_use]
pub fn idle_client(clients: &[crate::client::Client]) -> Option<Address> {
    let at = clients.iter().position(crate::client::Client::is_idle)?;
    u8::try_from(at).ok().map(|at| Address::Client(ClientId(at)))
}
