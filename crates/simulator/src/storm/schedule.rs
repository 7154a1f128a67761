//! A storm's text, line by line. Every number is drawn whether or not its
//! fault is wanted, so that each fault can be taken away alone.

use std::fmt::Write;

use antipaxos_paxos::Variant;

use super::{Cast, Dice, Fault, Options};
use crate::diagnostic::Diagnostic;
use crate::session::Session;

const NAMES: [&str; 15] = ["A", "B", "C", "D", "E", "F", "G", "H", "I", "J", "K", "L", "M", "N", "O"];
/// Where a step that writes may be cut short.
const POINTS: [&str; 3] = ["before-write", "after-write", "after-send"];
const MAYBE_POINTS: [&str; 4] = ["", " before-write", " after-write", " after-send"];
const LOSSES: [&str; 4] = ["", "", " without last-write", " without disk"];
/// The noise ends here; clients try for six seconds from when they first ask.
const CALM_MS: u32 = 2_000;

/// Who takes part, as the text declares it, and in which roles.
struct Crew {
    roles: String,
    nodes: Vec<&'static str>,
    proposers: Vec<&'static str>,
    /// A learner that collects all votes, where there is one.
    distinguished: Option<&'static str>,
}

struct Schedule<'a> {
    options: &'a Options,
    dice: Dice,
    /// For what came later than the first published seeds.
    aside: Dice,
    text: String,
}

/// The text of a storm without title and expectations, and how many requests
/// it makes.
pub(super) fn schedule(seed: u32, options: &Options) -> Result<(String, u32), Diagnostic> {
    let mut schedule =
        Schedule { options, dice: Dice::new(seed), aside: Dice::aside(seed), text: String::new() };
    let Crew { nodes, proposers, .. } = schedule.set_up(seed);
    let dice = &mut schedule.dice;
    let bursts: Vec<u32> = (0..3).map(|_| dice.roll(0, CALM_MS - 300)).collect();
    let asked = schedule.requests(&proposers, &bursts);
    let dice = &mut schedule.dice;
    let doomed = if dice.chance(40) { Some(*dice.pick(&nodes)) } else { None };
    let others: Vec<&str> = nodes.iter().copied().filter(|name| Some(*name) != doomed).collect();
    schedule.crashes(&others);
    schedule.cuts(&nodes, &bursts);
    schedule.mischief(&others);
    schedule.oddities(&nodes);
    let _ = writeln!(schedule.text, "at {CALM_MS}ms heal");
    if let Some(name) = doomed {
        schedule.doom(name)?;
    }
    Ok((schedule.text, asked))
}

impl Schedule<'_> {
    fn has(&self, fault: Fault) -> bool {
        self.options.faults.contains(&fault)
    }

    fn line(&mut self, wanted: bool, line: &str) {
        if wanted {
            self.text += line;
            self.text.push('\n');
        }
    }

    /// That point, or the crash between two steps instead.
    fn point(&self, drawn: &'static str) -> &'static str {
        if self.has(Fault::Points) { drawn } else { "" }
    }

    /// What a disk has lost when its node comes back.
    fn loss(&mut self) -> &'static str {
        let drawn = self.aside.pick(&LOSSES);
        if self.has(Fault::LostDisks) { drawn } else { "" }
    }

    /// Protocol, roles, network, timers and leader.
    fn set_up(&mut self, seed: u32) -> Crew {
        let dice = &mut self.dice;
        let tossed = dice.chance(50);
        let multi = self.options.protocol.map_or(tossed, |variant| variant == Variant::Multi);
        let crew = crew(dice, self.options);
        let learners = match crew.distinguished {
            Some(learner) => format!(" learners={learner}"),
            None if dice.chance(50) => String::new(),
            None => " learners=leader".to_string(),
        };
        let redirect = if multi && dice.chance(30) { " forwarding=redirect" } else { "" };
        let nacks = if dice.chance(15) { " nacks=off" } else { "" };
        let answers = if multi && dice.chance(30) { " answers=direct" } else { "" };
        let window =
            if multi && dice.chance(30) { format!(" window={}", dice.roll(1, 3)) } else { String::new() };
        let mut later = Dice::options(seed);
        let watermark = if multi && later.chance(50) { " watermark=on" } else { "" };
        let prevote = if multi && later.chance(50) { " prevote=on" } else { "" };
        let protocol = if multi { "multi" } else { "basic" };
        let (low, span) = (dice.roll(1, 15), dice.roll(0, 40));
        let (loss, twice) = (dice.roll(0, 20), dice.roll(0, 10));
        let hasty = dice.chance(50);
        let leader = if multi && dice.chance(50) { Some(*dice.pick(&crew.proposers)) } else { None };
        let loss = if self.has(Fault::Loss) { loss } else { 0 };
        let twice = if self.has(Fault::Duplicates) { twice } else { 0 };
        let text = &mut self.text;
        let _ = writeln!(
            text,
            "protocol {protocol}{learners}{redirect}{answers}{window}{watermark}{prevote}{nacks}"
        );
        *text += &crew.roles;
        if let Some((phase1, phase2)) = self.options.quorums {
            let _ = writeln!(text, "quorums {phase1} {phase2}");
        }
        let _ = writeln!(
            text,
            "network delay={low}..{}ms loss={loss}% duplicate={twice}% calm={CALM_MS}ms seed={seed}",
            low + span
        );
        if hasty {
            *text += "timers election=80..160ms heartbeat=25ms resend=50ms client=400ms\n";
        }
        if let Some(rules) = &self.options.rules {
            let _ = writeln!(text, "rules {rules}");
        }
        if let Some(leader) = leader {
            let _ = writeln!(text, "leader {leader}");
        }
        crew
    }

    /// Requests come one by one, or many at once, so that a leader has several
    /// slots open when something goes wrong.
    fn requests(&mut self, names: &[&str], bursts: &[u32]) -> u32 {
        let dice = &mut self.dice;
        let clients = dice.roll(2, 9);
        let at_once = dice.chance(50);
        let mut count = 0;
        for client in 1..=clients {
            for _ in 0..dice.roll(1, 4) {
                let at = if at_once { *dice.pick(bursts) } else { dice.roll(0, CALM_MS - 300) };
                let node = dice.pick(names);
                let op = match dice.roll(0, 3) {
                    0 => "get x".to_string(),
                    1 => format!("set x {count}"),
                    _ => "add x 1".to_string(),
                };
                let _ = writeln!(self.text, "at {at}ms c{client} asks {node}: {op}");
                count += 1;
            }
        }
        count
    }

    /// What may happen to a node while the storm lasts.
    fn crashes(&mut self, names: &[&str]) {
        let wanted = self.has(Fault::Crashes);
        for name in names {
            let mut at = self.dice.roll(0, 600);
            while self.dice.chance(45) && at < CALM_MS - 200 {
                let loss = self.loss();
                if self.dice.chance(30) {
                    let drawn = self.dice.pick(&MAYBE_POINTS);
                    let point = self.point(drawn);
                    self.line(wanted, &format!("at {at}ms bounce {name}{point}{loss}"));
                } else {
                    let back = at + self.dice.roll(1, 350);
                    self.line(wanted, &format!("at {at}ms crash {name}"));
                    self.line(wanted, &format!("at {back}ms restart {name}{loss}"));
                    at = back;
                }
                at += self.dice.roll(1, 500);
            }
        }
    }

    /// Links cut at any time, or just when many messages are under way.
    fn cuts(&mut self, names: &[&str], bursts: &[u32]) {
        let wanted = self.has(Fault::Cuts);
        if names.len() < 2 {
            return;
        }
        for _ in 0..self.dice.roll(0, 6) {
            let dice = &mut self.dice;
            let soon = dice.pick(bursts) + dice.roll(5, 90);
            let at = if dice.chance(60) { soon } else { dice.roll(0, CALM_MS - 300) };
            let one = *dice.pick(names);
            let others: Vec<&str> = names.iter().copied().filter(|name| *name != one).collect();
            let what = match dice.roll(0, 2) {
                0 => format!("{one}->{}", dice.pick(&others)),
                1 => format!("{one} | {}", others.join(" ")),
                _ => {
                    let (left, right) = names.split_at((dice.roll(1, 2) as usize).min(names.len() - 1));
                    format!("{} | {}", left.join(" "), right.join(" "))
                }
            };
            let healed = if dice.chance(60) { Some(at + dice.roll(20, 300)) } else { None };
            self.line(wanted, &format!("at {at}ms cut {what}"));
            if let Some(healed) = healed {
                self.line(wanted, &format!("at {healed}ms heal {what}"));
            }
        }
    }

    /// Single messages lost or doubled, and nodes that fail in the act of
    /// sending.
    fn mischief(&mut self, names: &[&str]) {
        const KINDS: [&str; 8] =
            ["Prepare", "Promise", "Accept", "Accepted", "Nack", "Forward", "Response", "Learn"];
        const ORDINALS: [&str; 6] = ["first", "second", "third", "fourth", "9th", "17th"];
        if names.len() < 2 {
            return;
        }
        for _ in 0..self.dice.roll(0, 8) {
            let dice = &mut self.dice;
            let (from, to, kind) = (dice.pick(names), dice.pick(names), dice.pick(&KINDS));
            let (what, fault) =
                if dice.chance(70) { ("drop", Fault::Loss) } else { ("duplicate", Fault::Duplicates) };
            if from != to {
                let nth = dice.pick(&ORDINALS);
                self.line(self.has(fault), &format!("on {nth} {kind} {from}->{to}: {what}"));
            }
        }
        for from in names {
            let dice = &mut self.dice;
            let (to, kind) = (dice.pick(names), dice.pick(&KINDS[..4]));
            let nth = dice.pick(&ORDINALS);
            if from != to && dice.chance(25) {
                let drawn = dice.pick(&MAYBE_POINTS);
                let (point, loss) = (self.point(drawn), self.loss());
                let wanted = self.has(Fault::Crashes);
                self.line(wanted, &format!("on {nth} {kind} {from}->{to}: bounce {from}{point}{loss}"));
            }
        }
    }

    /// Links, inboxes and clocks unlike the others, until it is calm.
    fn oddities(&mut self, names: &[&str]) {
        for _ in 0..self.dice.roll(0, 4) {
            let dice = &mut self.dice;
            let (from, to) = (dice.pick(names), dice.pick(names));
            let (delay, loss) = (dice.roll(1, 120), dice.pick(&[0, 10, 60, 100]));
            let (span, loses, twice) = match dice.roll(0, 2) {
                0 => (Some(format!("delay=1..{delay}ms")), false, true),
                1 => (Some(format!("delay={delay}ms")), true, false),
                _ => (None, true, false),
            };
            let at = dice.roll(0, CALM_MS - 300);
            let mut what = String::new();
            if let Some(span) = span.filter(|_| self.has(Fault::Delays)) {
                let _ = write!(what, " {span}");
            }
            if loses && self.has(Fault::Loss) {
                let _ = write!(what, " loss={loss}%");
            }
            if twice && self.has(Fault::Duplicates) {
                what += " duplicate=50%";
            }
            let wanted = from != to && !what.is_empty();
            self.line(wanted, &format!("at {at}ms link {from}->{to}{what}"));
            self.line(wanted, &format!("at {CALM_MS}ms link {from}->{to} calm"));
        }
        for name in names {
            let at = self.dice.roll(0, CALM_MS - 300);
            if self.dice.chance(15) {
                let by = self.dice.roll(1, 150);
                let wanted = self.has(Fault::Slow);
                self.line(wanted, &format!("at {at}ms slow {name} {by}ms"));
                self.line(wanted, &format!("at {CALM_MS}ms slow {name} 0ms"));
            }
            if self.dice.chance(25) {
                let percent = *self.dice.pick(&[20, 60, 90, 110, 200, 600]);
                let wanted = self.has(Fault::Clocks);
                self.line(wanted, &format!("at {at}ms clock {name} {percent}%"));
                self.line(wanted, &format!("at {CALM_MS}ms clock {name} 100%"));
            }
        }
    }

    /// A crash in the midst of a step, and a restart a while later: for a node
    /// that nothing else befalls, since it must not be down when that comes.
    fn doom(&mut self, name: &str) -> Result<(), Diagnostic> {
        let (at, drawn) = (self.dice.roll(0, CALM_MS - 400), *self.dice.pick(&POINTS));
        let (after, loss) = (self.dice.roll(1, 350), self.loss());
        if !self.has(Fault::Crashes) {
            return Ok(());
        }
        if !self.has(Fault::Points) {
            let back = at + after;
            self.line(true, &format!("at {at}ms crash {name}\nat {back}ms restart {name}{loss}"));
            return Ok(());
        }
        let doomed = format!("{}at {at}ms crash {name} {drawn}\n", self.text);
        // The storm's text begins with a title, which is a line of its own.
        let session = Session::open(&format!("# Storm\n{doomed}"))?;
        let history = session.run().history();
        let fell = (0..history.len()).find(|step| history.fell(*step).is_some_and(|fall| fall.2.is_none()));
        if let Some(fell) = fell.filter(|_| session.run().trouble().is_none()) {
            let back = history.step(fell).at_ms + after;
            self.text = format!("{doomed}at {back}ms restart {name}{loss}\n");
        }
        Ok(())
    }
}

fn crew(dice: &mut Dice, options: &Options) -> Crew {
    match &options.cast {
        Cast::Replicas(range) => {
            let count = dice.roll(u32::from(*range.start()), u32::from(*range.end()));
            let nodes = NAMES[..(count as usize).clamp(1, NAMES.len())].to_vec();
            let roles = format!("replicas {}\n", nodes.join(" "));
            Crew { roles, proposers: nodes.clone(), nodes, distinguished: None }
        }
        Cast::Apart => {
            let proposers = ["P1", "P2", "P3"][..dice.roll(2, 3) as usize].to_vec();
            let acceptors = ["A1", "A2", "A3", "A4"][..dice.roll(3, 4) as usize].to_vec();
            let learners = ["L1", "L2"][..dice.roll(0, 2) as usize].to_vec();
            let mut roles = format!("proposers {}\nacceptors {}\n", proposers.join(" "), acceptors.join(" "));
            if !learners.is_empty() {
                let _ = writeln!(roles, "learners {}", learners.join(" "));
            }
            if acceptors.len() == 4 && dice.chance(50) && options.quorums.is_none() {
                roles += "quorums 3 2\n";
            }
            let distinguished = learners.first().copied().filter(|_| dice.chance(30));
            let nodes = [proposers.clone(), acceptors, learners].concat();
            Crew { roles, nodes, proposers, distinguished }
        }
    }
}
