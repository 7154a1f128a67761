//! A good line of each kind, for whoever wrote a bad one.

/// By the word that a construct is known by. Each is a line of a scenario with
/// the nodes A, B and C.
pub const ALL: [(&str, &str); 51] = [
    ("protocol", "protocol multi learners=leader"),
    ("replicas", "replicas A B C"),
    ("proposers", "proposers P1 P2"),
    ("acceptors", "acceptors A1 A2 A3"),
    ("learners", "learners L1"),
    ("quorums", "quorums 2 2"),
    ("network", "network delay=10..20ms loss=5% seed=7"),
    ("rules", "rules R1=off"),
    ("monitors", "monitors agreement=off"),
    ("timers", "timers election=200..400ms heartbeat=40ms"),
    ("leader", "leader B"),
    ("prefix", "prefix 134 slots"),
    ("until", "until 500ms"),
    ("link", "link A->B delay=30..40ms loss=20%"),
    ("slow", "slow B 50ms"),
    ("clock", "clock B 150%"),
    ("at", "at 30ms crash B"),
    ("after", "after step 12 crash B"),
    ("on", "on first Accept A->B: drop"),
    ("when", "when #1 chosen: crash B"),
    ("repeat", "repeat 20 every 50ms from 100ms: c1 asks A: add x 1"),
    ("asks", "at 0ms c1 asks A: set x 1"),
    ("start", "start A round 2: set x 1"),
    ("timeout", "timeout A"),
    ("deliver", "deliver Accept 1.A #1 A->B"),
    ("drop", "drop Accept A->B"),
    ("duplicate", "duplicate Accept A->B"),
    ("delay", "at 30ms delay Accept A->B 40ms"),
    ("crash", "crash B before-write"),
    ("restart", "restart B without disk"),
    ("bounce", "bounce B"),
    ("cut", "cut A | B C"),
    ("heal", "heal A->B"),
    ("hold", "after step 12 hold"),
    ("release", "release"),
    ("calm", "at 300ms calm"),
    ("note", "note at 30ms \"B has promised.\""),
    ("expect", "expect safe"),
    ("chosen", "expect #1 chosen \"set x 1\" in 1.A"),
    ("learned", "expect A learned #1 \"set x 1\""),
    ("executed", "expect A executed #3"),
    ("voted", "expect A voted #1 \"set x 1\" in 1.A"),
    ("promised", "expect A promised 2.B"),
    ("logs", "expect logs equal"),
    ("messages", "expect messages 12"),
    ("delays", "expect delays 6"),
    ("answered", "expect answered 2"),
    ("steps", "expect steps 26"),
    ("store", "expect store x 1"),
    ("diagnosis", "expect diagnosis duel"),
    ("violation", "expect violation agreement at 14"),
];

/// The table's own word for `word`; empty if it has none.
pub fn key(word: &str) -> &'static str {
    ALL.iter().map(|(known, _)| *known).find(|known| *known == word).unwrap_or("")
}

pub fn of(construct: &str) -> Option<&'static str> {
    ALL.iter().find(|(known, _)| *known == construct).map(|(_, example)| *example)
}

#[cfg(test)]
mod tests {
    use super::ALL;
    use crate::scenario::{parse, print};

    /// Every example is good in one of these surroundings, and is printed as it
    /// is written.
    #[test]
    fn every_example_is_a_line() {
        for (word, example) in ALL {
            let heads = ["", "network manual\n", "protocol multi\n", "protocol multi\nleader A\n"];
            let roles = ["proposers P1 P2\n", "acceptors A1 A2 A3\n", "proposers P1\nacceptors A1 A2\n"];
            let good = heads.into_iter().chain(roles).any(|head| {
                let text = format!("{head}{example}\n");
                parse(&text).is_ok_and(|scenario| print::print(&scenario) == text)
            });
            assert!(good, "{word}: {example}");
        }
    }
}
