//! A run as text, a line a step: what golden files hold.

use std::fmt::Write;

use antipaxos_paxos::describe::Names;

use crate::diagnosis::Diagnosis;
use crate::narrate::{explain, plain};
use crate::protocol::Protocol;
use crate::run::Run;
use crate::scenario::print;
use crate::step::{Happening, Noted};

/// `B->A Accept 2.B #3 set x 1`
#[must_use]
pub fn message_line<P: Protocol>(run: &Run<P>, id: crate::step::MessageId) -> String {
    let sent = run.history().message(id);
    let names = run.names();
    let text = run.settings().protocol.caption(names, &sent.message).text;
    format!("{}->{} {text}", names.show(sent.from), names.show(sent.to))
}

/// What happens in a step, in a few words.
#[must_use]
pub fn happening<P: Protocol>(run: &Run<P>, step: u32) -> String {
    let names: &Names = run.names();
    let text = match run.history().step(step).happening {
        Happening::SetUp => "set-up".to_string(),
        Happening::Deliver(id) => message_line(run, id),
        Happening::Lose(id) => format!("lost {}", message_line(run, id)),
        Happening::Bounce(id) => format!("dead end {}", message_line(run, id)),
        Happening::Duplicate(id) => format!("duplicated {}", message_line(run, id)),
        Happening::Delay { id, by_ms } => format!("delayed by {by_ms}ms {}", message_line(run, id)),
        Happening::Ask { client, node, again } => {
            format!("{} asks {}{}", names.show(client), names.node(node), if again { " again" } else { "" })
        }
        Happening::GiveUp { client } => format!("{} gives up", names.show(client)),
        Happening::Timeout { node, timer } => {
            format!("{} timeout {}", names.node(node), P::timer_name(timer))
        }
        Happening::Start { node } => format!("{} starts", names.node(node)),
        Happening::Crash { node } => format!("{} crashes", names.node(node)),
        Happening::Restart { node, disk } => {
            format!("{} restarts{}", names.node(node), print::disk(disk))
        }
        Happening::CrashRestart { node, disk } => {
            format!("{} bounces{}", names.node(node), print::disk(disk))
        }
        Happening::Cut => format!("cut {}", which_links(run, step)).trim_end().to_string(),
        Happening::Heal => format!("heal {}", which_links(run, step)).trim_end().to_string(),
        Happening::Doom { node, point, back } => {
            let falls = if back.is_some() { "bounce" } else { "crash" };
            format!("{} will {falls} {}", names.node(node), print::crash_point(point))
        }
        Happening::Change => {
            let change = run.history().change(step);
            change.map_or_else(String::new, |change| print::change(&change, names))
        }
    };
    match fall(run, step) {
        Some(fall) => format!("{text}, {fall}"),
        None => text,
    }
}

/// `B crashes before-write`, if somebody crashes in the midst of the step.
#[must_use]
pub fn fall<P: Protocol>(run: &Run<P>, step: u32) -> Option<String> {
    let (node, point, back) = run.history().fell(step)?;
    let (falls, disk) = back.map_or(("crashes", ""), |disk| ("bounces", print::disk(disk)));
    Some(format!("{} {falls} {}{disk}", run.names().node(node), print::crash_point(point)))
}

/// The links that a step is about, as scenarios write them.
#[must_use]
pub fn which_links<P: Protocol>(run: &Run<P>, step: u32) -> String {
    let noted = run.history().facts(step).iter();
    let mut links =
        noted.filter_map(|noted| if let Noted::Links(links) = noted { Some(links) } else { None });
    links.next().map_or_else(String::new, |links| print::links(links, run.names()))
}

/// The whole run: every step with its time, cause, sentence and findings.
#[must_use]
pub fn transcript<P: Protocol>(run: &Run<P>) -> String {
    transcript_until(run, run.last())
}

/// The run up to step `last`, with the fingerprint of the history up to there.
#[must_use]
pub fn transcript_until<P: Protocol>(run: &Run<P>, last: u32) -> String {
    let last = last.min(run.last());
    let history = run.history();
    let names = run.names();
    let mut text = String::new();
    for step in 0..=last {
        let record = history.step(step);
        let cause = record.cause.map_or_else(String::new, |cause| format!(" <{cause}"));
        let _ = write!(text, "{step:>4} {:>6}ms{cause:<6} {}", record.at_ms, happening(run, step));
        if record.folded {
            text += " (folded)\n";
            continue;
        }
        text.push('\n');
        let _ = writeln!(text, "       . {}", plain(&explain(run.settings(), history, step).sentence));
        for noted in history.facts(step) {
            let headline = match noted {
                Noted::Found(finding) => run.settings().protocol.headline(names, finding),
                Noted::At(node, fact) => run.settings().protocol.fact_headline(names, *node, fact),
                Noted::Asked { .. }
                | Noted::Answered { .. }
                | Noted::AnsweredTwice { .. }
                | Noted::Crashed { .. }
                | Noted::Changed(_)
                | Noted::Links(_) => None,
            };
            if let Some(headline) = headline {
                let _ = writeln!(text, "       ! {}", headline.text);
                if !headline.proof.is_empty() {
                    let _ = writeln!(text, "       ! {}", headline.proof);
                }
            }
        }
        for (id, _) in history.sent(step).filter(|(_, sent)| !P::is_background(&sent.message)) {
            let _ = writeln!(text, "       > {}", message_line(run, id));
        }
    }
    if last == run.last() {
        for Diagnosis { ailment, sentence, steps } in run.diagnoses() {
            let steps: Vec<String> = steps.iter().map(u32::to_string).collect();
            let _ = writeln!(text, "diagnosis {}: {sentence} (steps {})", ailment.name(), steps.join(", "));
        }
    }
    if let Some(bound) = run.bound().filter(|_| last == run.last()) {
        let _ = writeln!(text, "stopped here: {bound}");
    }
    let _ = writeln!(text, "fingerprint {:016x}", history.fingerprint(last));
    text
}
