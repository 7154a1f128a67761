//! Names and sentences that pages point to.

use std::collections::BTreeSet;

use antipaxos_paxos::{Adopts, Rule, Rules};

#[test]
fn every_rule_has_a_name_of_its_own_a_sentence_and_a_source() {
    let names: BTreeSet<&str> = Rule::ALL.into_iter().map(Rule::name).collect();
    assert_eq!(names.len(), Rule::ALL.len());
    for rule in Rule::ALL {
        let (name, sentence, source) = (rule.name(), rule.sentence(), rule.source());
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '-' || c == '1'), "{name}");
        assert!(sentence.starts_with(char::is_uppercase) && sentence.ends_with('.'), "{sentence}");
        let papers = ["PMS", "PTP", "PMMC", "PML", "FPaxos", "HM20", "Ongaro"];
        assert!(papers.iter().any(|paper| source.starts_with(paper)), "{source}");
    }
}

#[test]
fn a_switch_has_an_id_of_its_own_and_says_what_off_means() {
    let ids: BTreeSet<&str> = Rule::SWITCHES.iter().filter_map(|rule| rule.id()).collect();
    assert_eq!(ids.len(), Rule::SWITCHES.len());
    for rule in Rule::SWITCHES {
        assert!(rule.off().starts_with(char::is_uppercase) && rule.off().ends_with('.'), "{}", rule.off());
    }
    for rule in Rule::ALWAYS {
        assert_eq!((rule.id(), rule.off()), (None, ""));
        assert_eq!(Rules::ALL.without(rule), Rules::ALL);
    }
}

#[test]
fn switching_a_rule_off_leaves_the_others_on() {
    assert_eq!(Rules::ALL.broken().count(), 0);
    for rule in Rule::SWITCHES {
        let rules = Rules::ALL.without(rule);
        assert_eq!(rules.broken().collect::<Vec<_>>(), [rule]);
        assert!(!rules.keeps(rule));
        assert_eq!(rules.adopts() == Adopts::Highest, rule != Rule::AdoptHighestBallot);
        assert!(rules.adopting(Adopts::Lowest).adopting(Adopts::Highest).keeps(Rule::AdoptHighestBallot));
    }
}
