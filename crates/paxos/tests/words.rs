//! Names and sentences that pages point to.

use std::collections::BTreeSet;

use antipaxos_paxos::Rule;

const RULES: [Rule; 27] = [
    Rule::AcceptChecksPromised,
    Rule::PrepareChecksPromised,
    Rule::AdoptReportedVote,
    Rule::PromiseReportsVote,
    Rule::AdoptHighestBallot,
    Rule::BallotsAreUnique,
    Rule::QuorumsIntersect,
    Rule::PromisesPerAcceptor,
    Rule::AcceptRaisesPromised,
    Rule::PromisesOfThisBallot,
    Rule::OneValuePerBallot,
    Rule::LearnerCountsPerBallot,
    Rule::PhaseOneFirst,
    Rule::PromiseSurvivesRestart,
    Rule::AcceptAnyValue,
    Rule::CommitChecksBallot,
    Rule::ExecuteInOrder,
    Rule::LeaderRunsPhaseOne,
    Rule::PhaseOneOpensAllSlots,
    Rule::CatchUpDecidedOnly,
    Rule::NoOpOnlyInHoles,
    Rule::AnswerWhenChosen,
    Rule::ApplyOnce,
    Rule::HigherBallotWins,
    Rule::StepDownUnheard,
    Rule::BackOff,
    Rule::Resend,
];

#[test]
fn every_rule_has_a_name_of_its_own_a_sentence_and_a_source() {
    let names: BTreeSet<&str> = RULES.iter().map(|rule| rule.name()).collect();
    assert_eq!(names.len(), RULES.len());
    for rule in RULES {
        let (name, sentence, source) = (rule.name(), rule.sentence(), rule.source());
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == '1'), "{name}");
        assert!(sentence.starts_with(char::is_uppercase) && sentence.ends_with('.'), "{sentence}");
        let papers = ["PMS", "PTP", "PMMC", "PML", "FPaxos", "HM20"];
        assert!(papers.iter().any(|paper| source.starts_with(paper)), "{source}");
    }
}
