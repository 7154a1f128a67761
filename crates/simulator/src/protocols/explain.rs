//! A sentence for what a replica did in a step, and the rule behind it.

mod proposed;
mod report;

use antipaxos_paxos::describe::Names;
use antipaxos_paxos::{
    Address, Config, Evidence, Fact, Ignored, Kind, Message, NodeId, Origin, Rule, Slot, Value, Variant,
};

use super::evidence::Past;
use crate::history::History;
use crate::narrate::Sentence;
use crate::protocol::{Explanation, Taken};
use crate::protocols::Paxos;
use crate::settings::Settings;

/// What a step is about: the most telling of its facts makes the sentence, the
/// next one the detail.
pub(super) fn explain(
    settings: &Settings<Paxos>,
    history: &History<Paxos>,
    taken: &Taken<'_, Paxos>,
) -> Explanation {
    let Taken { step, node, from, facts, sent } = *taken;
    let config = &settings.protocol.config;
    let names = &settings.names;
    // A ballot that is started because a slot was lost is what comes of it.
    let follows = facts.iter().any(|fact| matches!(fact, Fact::LostSlot { .. }));
    let weigh = |fact: &Fact| {
        let most = if follows && matches!(fact, Fact::Started { .. }) { 4 } else { u8::MAX };
        weight(fact, from).min(most)
    };
    let weighed = || facts.iter().map(weigh).enumerate();
    let heaviest = |but: Option<usize>| {
        let others = weighed().filter(move |(at, _)| Some(*at) != but);
        others.max_by_key(|(at, weight)| (*weight, std::cmp::Reverse(*at)))
    };
    let first = heaviest(None);
    let second = heaviest(first.map(|(at, _)| at));
    let past = Past { config, names, history, step };
    let tell = Teller { config, names, node, from, sent, past };
    let Some((at, _)) = first.filter(|(_, weight)| *weight > 0) else {
        return tell.nothing_new();
    };
    let (sentence, rule) = tell.fact(&facts[at]);
    let leads = matches!(facts[at], Fact::Leads { .. });
    let mut detail = leads.then(|| tell.takeover(facts)).flatten().unwrap_or_default();
    if detail.is_empty()
        && let Some((next, _)) = second.filter(|(_, weight)| *weight > 2)
    {
        let same = std::mem::discriminant(&facts[at]) == std::mem::discriminant(&facts[next]);
        if !same {
            detail = crate::narrate::plain(&tell.fact(&facts[next]).0.end());
        }
    }
    let more =
        facts.iter().filter(|fact| std::mem::discriminant(*fact) == std::mem::discriminant(&facts[at]));
    let more = more.count() - 1;
    if detail.is_empty() && more > 0 {
        detail = format!("And likewise in {more} more {}.", if more == 1 { "slot" } else { "slots" });
    }
    Explanation { sentence: sentence.end(), detail, rule: Some(rule) }
}

/// How much a fact tells about its step; nothing below 1.
fn weight(fact: &Fact, from: Option<(Address, &Message)>) -> u8 {
    let kind = from.map(|(_, message)| message.kind());
    match fact {
        Fact::Leads { .. } => 12,
        Fact::Refused { .. } => 11,
        Fact::Proposed { origin: Origin::Adopted { .. } | Origin::Hole, .. } => 10,
        Fact::Started { .. } => 9,
        Fact::Proposed { origin: Origin::Own, .. } => 8,
        Fact::Promised { .. } if kind == Some(Kind::Prepare) => 8,
        Fact::Voted { .. } if kind == Some(Kind::Accept) => 8,
        Fact::Abandoned { .. } | Fact::Unheard { .. } => 7,
        Fact::LostSlot { .. } => 6,
        Fact::Learned { .. } => 6,
        Fact::Applied { again: true, .. } => 6,
        Fact::Applied { .. } => 5,
        Fact::Forwarded { .. } => 4,
        Fact::Behind { .. } => 4,
        Fact::LeftAlone { .. } => 13,
        Fact::Reread { .. } => 9,
        Fact::AskedAgain { .. } => 9,
        Fact::Outvoted { .. } => 9,
        Fact::Asks { .. } => 8,
        Fact::Agreed { .. } => 8,
        Fact::LetGo { .. } => 5,
        Fact::Follows { .. } => 3,
        Fact::Voted { .. } => 3,
        Fact::Resent => 2,
        Fact::Restarted => 2,
        Fact::Ignored { .. } => 1,
        Fact::Promised { .. } | Fact::Prepared { .. } => 0,
    }
}

struct Teller<'a> {
    config: &'a Config,
    names: &'a Names,
    node: NodeId,
    from: Option<(Address, &'a Message)>,
    sent: &'a [&'a Message],
    past: Past<'a>,
}

impl<'a> Teller<'a> {
    fn say(&self) -> Sentence<'a> {
        Sentence::new(self.names).node(self.node)
    }

    /// The sentence's end: why, by the first of `rules`; or, where one of them
    /// is switched off, that it is, and what that means.
    fn because(&self, say: Sentence<'a>, why: &str, rules: &[Rule]) -> (Sentence<'a>, Rule) {
        match rules.iter().find(|rule| !self.config.rules.keeps(**rule)) {
            None => (say.text(why), rules[0]),
            Some(off) => {
                let id = off.id().unwrap_or_default();
                (say.text(&format!(". {id} is off: {}", off.off())), *off)
            }
        }
    }

    fn fact(&self, fact: &Fact) -> (Sentence<'a>, Rule) {
        let say = self.say();
        match *fact {
            Fact::Started { ballot, slot } => {
                let range = match self.config.variant {
                    Variant::Basic => String::new(),
                    Variant::Multi => " and all after it".to_string(),
                };
                let say = say.text(" starts ballot ").ballot(ballot).text(" for ").slot(slot);
                let why = ", above every ballot it has seen.";
                self.because(say.text(&range), why, &[Rule::BallotsAreUnique, Rule::PromisesOfThisBallot])
            }
            Fact::Promised { ballot, .. } => {
                let say = say.text(" promises ").ballot(ballot);
                let meaning = ": it will take part in no lower ballot";
                let say = match self.promised_votes() {
                    [] => say.text(meaning),
                    one @ [_] => report::votes(say.text(meaning).text(", and reports "), one),
                    // What they are is news; what a promise means has been told by then.
                    several => report::votes(say.text(", and reports "), several),
                };
                let rules =
                    [Rule::PrepareChecksPromised, Rule::PromiseReportsVote, Rule::PhaseOneOpensAllSlots];
                self.because(say, ".", &rules)
            }
            Fact::Refused { kind, ballot, promised, .. } => {
                let what = format!(" refuses the {} of ", kind.name());
                let rule = if kind == Kind::Accept {
                    Rule::AcceptChecksPromised
                } else if kind == Kind::Prepare {
                    Rule::PrepareChecksPromised
                } else {
                    Rule::HigherBallotWins
                };
                let has = if self.config.rules.keeps(rule) { "promised " } else { "voted at " };
                let say = say.text(&what).ballot(ballot).text(": it has ").text(has).ballot(promised);
                self.because(say, ".", &[rule])
            }
            Fact::Prepared { ballot, promises, .. } => {
                let who = self.names.list(promises);
                (
                    say.text(" has a quorum of promises for ").ballot(ballot).text(&format!(": {who}.")),
                    Rule::PhaseOneFirst,
                )
            }
            Fact::Leads { ballot, promises } => {
                let who = format!(
                    ": {} promised. From now on a command costs phase 2 alone.",
                    self.names.list(promises)
                );
                let rules = [Rule::LeaderRunsPhaseOne, Rule::PromisesPerAcceptor, Rule::PromisesOfThisBallot];
                self.because(say.text(" leads with ").ballot(ballot), &who, &rules)
            }
            Fact::Proposed { ballot, slot, value, origin } => self.proposed((ballot, slot), value, origin),
            Fact::Voted { ballot, slot, value } => {
                let say =
                    say.text(" votes for ").value(&value).text(" in ").slot(slot).text(" at ").ballot(ballot);
                let rules = [Rule::AcceptChecksPromised, Rule::AcceptRaisesPromised, Rule::AcceptAnyValue];
                self.because(say, ": it has promised nothing higher.", &rules)
            }
            Fact::Abandoned { ballot, higher } => {
                let say = say.text(" gives ").ballot(ballot).text(" up: ").ballot(higher).text(" is higher.");
                (say, Rule::HigherBallotWins)
            }
            Fact::Unheard { ballot, heard } => {
                let who = format!(
                    " up: of the acceptors it has heard only {}, which is no quorum. ",
                    self.names.list(heard)
                );
                let say = say.text(" gives ").ballot(ballot).text(&who);
                (say.text("Somebody else may reach more."), Rule::StepDownUnheard)
            }
            Fact::Outvoted { ballot, slot, value } => {
                let say = say.text(" gives ").ballot(ballot).text(" up: ").slot(slot).text(" went to ");
                let say = say.value(&value).text(", which ").ballot(ballot);
                (say.text(" did not propose there."), Rule::HigherBallotWins)
            }
            Fact::Learned { slot, value, evidence } => self.learned(slot, value, evidence),
            Fact::Applied { slot, value, outcome, again } => {
                let say = say.text(" executes ").slot(slot).text(": ").value(&value);
                if again {
                    return (say.text(" was executed before, so it changes nothing now."), Rule::ApplyOnce);
                }
                let why = format!(", which gives {outcome}.");
                self.because(say, &why, &[Rule::ExecuteInOrder, Rule::ApplyOnce])
            }
            Fact::LostSlot { slot, command } => {
                let say = say.text(" sees ").slot(slot).text(" go to another value, and proposes ");
                (say.quoted(&command.to_string()).text(" again in a later slot."), Rule::AdoptReportedVote)
            }
            Fact::Forwarded { to: Some(to), .. } => (
                say.text(" does not lead, and hands the request on to ").node(to).text("."),
                Rule::LeaderRunsPhaseOne,
            ),
            Fact::Forwarded { to: None, .. } => {
                (say.text(" knows no leader yet, and keeps the request."), Rule::LeaderRunsPhaseOne)
            }
            Fact::Follows { ballot } => {
                (say.text(" follows ").ballot(ballot).text(" from now on."), Rule::HigherBallotWins)
            }
            Fact::Behind { slot } => (
                say.text(" misses ").slot(slot).text(", which is chosen, and asks for it."),
                Rule::CatchUpDecidedOnly,
            ),
            Fact::AskedAgain { ballot, slot } => {
                let say =
                    say.text(" is asked once more for its vote in ").slot(slot).text(" at ").ballot(ballot);
                let say = say.text(": nobody seems to have heard it, so it tells ").node(ballot.owner);
                (say.text(", too."), Rule::StandIn)
            }
            Fact::Asks { ballot } => {
                let say = say.text(" hears no leader, and asks whether it may start ").ballot(ballot);
                (say.text(". Until enough agree, it disturbs nobody."), Rule::AskFirst)
            }
            Fact::Agreed { agree, .. } => {
                let who =
                    format!(" may stand for election: {} hear no leader either.", self.names.list(agree));
                (say.text(&who), Rule::AskFirst)
            }
            Fact::LetGo { slot } => {
                let say = say.text(" lets its votes go, up to ").slot(slot);
                let why = ": what was decided there is on its disk, and on so many others that every phase 1 finds it.";
                (say.text(why), Rule::EraseUnderWatermark)
            }
            Fact::LeftAlone { first, last, holder } => {
                let say = if first == last {
                    say.text(" leaves ").slot(first)
                } else {
                    say.text(" leaves ").slot(first).text(" to ").slot(last)
                };
                let say = say
                    .text(" alone: ")
                    .node(holder)
                    .text(" has let its votes go there, so all of it is decided. ");
                (say.text("It asks for the values."), Rule::EraseUnderWatermark)
            }
            Fact::Reread { slot } => {
                let say = say.text(" starts anew, and executes what its disk knows to be decided, up to ");
                (say.slot(slot).text("."), Rule::ExecuteInOrder)
            }
            Fact::Resent => {
                (say.text(" has waited long enough and sends the unanswered messages again."), Rule::Resend)
            }
            Fact::Restarted => {
                let rules = [Rule::PromiseSurvivesRestart, Rule::VoteSurvivesRestart];
                self.because(say.text(" starts anew"), " from its disk.", &rules)
            }
            Fact::Ignored { reason } => self.ignored(reason),
        }
    }

    fn learned(&self, slot: Slot, value: Value, evidence: Evidence) -> (Sentence<'a>, Rule) {
        let say = self.say().text(" learns that ").slot(slot).text(" is ").value(&value);
        match evidence {
            Evidence::Votes { ballot, voters } => {
                let who = format!(": {} voted for it in ", self.names.list(voters));
                self.because(
                    say.text(&who).ballot(ballot),
                    ".",
                    &[Rule::LearnerCountsPerBallot, Rule::EraseUnderWatermark],
                )
            }
            Evidence::Told { by } => (say.text(" from ").node(by).text("."), Rule::LearnerCountsPerBallot),
            Evidence::CommitIndex { ballot } => {
                let say = say.text(": its own vote is of ").ballot(ballot);
                self.because(
                    say,
                    ", whose leader says the slot is chosen.",
                    &[Rule::CommitChecksBallot, Rule::EraseUnderWatermark],
                )
            }
            Evidence::Decided { by } => {
                let why = ", which knows it to be decided.";
                self.because(
                    say.text(" from ").node(by),
                    why,
                    &[Rule::CatchUpDecidedOnly, Rule::EraseUnderWatermark],
                )
            }
            Evidence::Past => (say.text("."), Rule::ExecuteInOrder),
        }
    }

    fn ignored(&self, reason: Ignored) -> (Sentence<'a>, Rule) {
        let say = self.say();
        match reason {
            Ignored::StaleBallot => (
                say.text(" ignores the answer: it belongs to a ballot that is over."),
                Rule::PromisesOfThisBallot,
            ),
            Ignored::Repeated => (say.text(" has that already: it counts once."), Rule::PromisesPerAcceptor),
            Ignored::QuorumComplete => {
                (say.text(" has its quorum of promises already, and needs no more."), Rule::PhaseOneFirst)
            }
            Ignored::AlreadyLearned => (say.text(" knows that already."), Rule::LearnerCountsPerBallot),
            Ignored::NotLeading => {
                (say.text(" does not lead, and leaves the request alone."), Rule::LeaderRunsPhaseOne)
            }
            Ignored::NotItsRole => (say.text(" does not have the role for that."), Rule::LeaderRunsPhaseOne),
            Ignored::NotWaiting => (say.text(" waits for no such answer."), Rule::ApplyOnce),
            Ignored::InProgress => (say.text(" is at work on that request already."), Rule::ApplyOnce),
            Ignored::NothingToDo => (say.text(" has nothing to do."), Rule::Resend),
            Ignored::OtherValue => {
                self.because(say.text(" does not vote for it"), ".", &[Rule::AcceptAnyValue])
            }
            Ignored::HearsLeader => {
                (say.text(" hears a leader, and does not agree to an election."), Rule::AskFirst)
            }
            Ignored::UnderWatermark => {
                let say = say.text(
                    " has let its vote there go, since the slot is decided, and answers with the value.",
                );
                (say, Rule::EraseUnderWatermark)
            }
            Ignored::StrictPrepare => (
                say.text(" has promised that ballot already, and stays silent."),
                Rule::PrepareChecksPromised,
            ),
        }
    }

    /// A step of its own accord without a fact worth telling: a leader that
    /// goes on leading.
    fn unasked(&self) -> Explanation {
        let say = self.say();
        let Some(Message::Heartbeat { ballot, commit, .. }) = self.sent.first() else {
            return Explanation { sentence: say.text(" does nothing.").end(), ..Explanation::default() };
        };
        let say = say.text(" still leads with ").ballot(*ballot).text(", and lets everyone know");
        let say = match commit {
            Some(slot) => say.text("; all up to ").slot(*slot).text(" is chosen."),
            None => say.text("."),
        };
        Explanation { sentence: say.end(), detail: String::new(), rule: Some(Rule::HigherBallotWins) }
    }

    /// A step without a fact worth telling: something came in and was counted.
    fn nothing_new(&self) -> Explanation {
        let say = self.say();
        let Some((from, message)) = self.from else {
            return self.unasked();
        };
        let (say, rule) = match message {
            Message::Promise { ballot, votes, .. } => {
                let say = say.text(" has the promise of ").address(from).text(" for ").ballot(*ballot);
                let say = match &votes[..] {
                    [] => say.text(", which reports no vote"),
                    votes => report::votes(say.text(", which reports "), votes),
                };
                (say.text("."), Rule::PromiseReportsVote)
            }
            Message::Accepted { ballot, slot, .. } => {
                let say = say.text(" counts the vote of ").address(from).text(" in ").slot(*slot);
                (say.text(" at ").ballot(*ballot).text("."), Rule::LearnerCountsPerBallot)
            }
            Message::Prepare { ballot, .. } => {
                let say = say.text(" has promised ").ballot(*ballot).text(" before, and says so again.");
                (say, Rule::PrepareChecksPromised)
            }
            Message::PreVote { ballot, .. } => {
                let say = say.text(" does not mind ").ballot(*ballot);
                (say.text(". That is no promise."), Rule::AskFirst)
            }
            Message::PreVoteGranted { ballot, .. } => {
                let say = say.text(" hears that ").address(from).text(" does not mind ").ballot(*ballot);
                (say.text("."), Rule::AskFirst)
            }
            Message::HeartbeatAck { ballot, .. } => {
                let say = say.text(" hears that ").address(from).text(" follows ").ballot(*ballot);
                (say.text("."), Rule::HigherBallotWins)
            }
            Message::Heartbeat { ballot, .. } => {
                (say.text(" hears that ").ballot(*ballot).text(" still leads."), Rule::HigherBallotWins)
            }
            Message::Response { .. } => {
                (say.text(" hands the answer on to the client."), Rule::AnswerWhenChosen)
            }
            Message::Nack { promised, .. } => {
                (say.text(" hears that ").ballot(*promised).text(" was promised."), Rule::HigherBallotWins)
            }
            Message::CatchUp { slot } => {
                let say =
                    say.text(" sends ").address(from).text(" what it knows to be decided from ").slot(*slot);
                (say.text(" on."), Rule::CatchUpDecidedOnly)
            }
            Message::Request { .. }
            | Message::Forward { .. }
            | Message::Redirect { .. }
            | Message::Accept { .. }
            | Message::Learn { .. }
            | Message::Decided { .. } => {
                (say.text(" takes the message of ").address(from).text(" in."), Rule::ApplyOnce)
            }
        };
        Explanation { sentence: say.end(), detail: String::new(), rule: Some(rule) }
    }
}
