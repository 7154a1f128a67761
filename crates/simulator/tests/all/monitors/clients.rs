//! Linearizability: what clients asked and were told.

use std::collections::BTreeMap;

use antipaxos_paxos::{ClientId, Op, Outcome, Rule, Value, Variant, Word};
use antipaxos_simulator::chance::{Purpose, between, draw};
use antipaxos_simulator::monitor::paxos::{MAX_OPEN, Monitor};

use super::hand::{A, B, Hand, add, found, get, set};

const DONE: Outcome = Outcome::Done;

fn hand() -> Hand {
    Hand::new(Variant::Multi)
}

#[test]
fn a_read_that_is_stale() {
    let mut hand = hand();
    hand.asks(0, 1, set("x", "1"));
    hand.answers(A, 0, 1, DONE);
    hand.asks(0, 2, set("x", "2"));
    hand.answers(A, 0, 2, DONE);
    hand.asks(1, 1, set("y", "1"));
    hand.answers(A, 1, 1, DONE);
    hand.asks(2, 1, get("x"));
    hand.is_right();
    hand.answers(B, 2, 1, found("1"));
    let violation = hand.only(Monitor::Linearizable);
    assert_eq!(violation.steps, [1, 2, 3, 4, 7, 8], "the other key has no part in it");
    assert_eq!((violation.node, violation.outcome), (B, Some(found("1"))));
    assert_eq!(violation.rule, Rule::AnswerWhenChosen);
}

/// The read was asked before the second write was answered.
#[test]
fn a_read_that_looks_stale() {
    let mut hand = hand();
    hand.asks(0, 1, set("x", "1"));
    hand.answers(A, 0, 1, DONE);
    hand.asks(1, 1, get("x"));
    hand.asks(0, 2, set("x", "2"));
    hand.answers(A, 0, 2, DONE);
    hand.answers(B, 1, 1, found("1"));
    hand.is_right();
}

/// A write without an answer may take effect, late, or never.
#[test]
fn a_write_that_nobody_heard_of() {
    for seen in [Outcome::Missing, found("1")] {
        let mut hand = hand();
        hand.asks(0, 1, set("x", "1"));
        hand.monitors.gave_up(ClientId(0));
        for sequence in 1..=3 {
            hand.asks(1, sequence, get("x"));
            hand.answers(A, 1, sequence, if sequence == 3 { seen } else { Outcome::Missing });
        }
        hand.is_right();
        // Once seen it stays.
        hand.asks(2, 1, get("x"));
        hand.answers(A, 2, 1, Outcome::Missing);
        assert_eq!(hand.broken().is_empty(), seen == Outcome::Missing);
    }
}

/// A node's own command is never answered; its effect may show all the same.
#[test]
fn a_write_that_a_node_brought() {
    let mut hand = hand();
    let own = ClientId::of_node(A).0;
    hand.asks(own, 4, set("x", "1"));
    hand.asks(0, 1, get("x"));
    hand.answers(A, 0, 1, found("1"));
    hand.is_right();
    hand.asks(0, 2, get("x"));
    hand.answers(A, 0, 2, Outcome::Missing);
    hand.only(Monitor::Linearizable);
}

#[test]
fn two_reads_that_see_writes_in_different_orders() {
    let mut hand = hand();
    hand.asks(0, 1, set("x", "1"));
    hand.asks(1, 1, set("x", "2"));
    for (client, values) in [(2, ["1", "2"]), (3, ["2", "1"])] {
        for (sequence, value) in (1..).zip(values) {
            hand.asks(client, sequence, get("x"));
            hand.answers(A, client, sequence, found(value));
        }
        assert_eq!(hand.broken().is_empty(), client == 2);
    }
}

/// Not the order of execution, but an order all the same.
#[test]
fn answers_that_do_not_follow_the_log() {
    let mut hand = hand();
    let one = hand.asks(0, 1, set("x", "1"));
    let two = hand.asks(1, 1, set("x", "2"));
    hand.executes(A, 1, one, false);
    hand.executes(A, 2, two, false);
    hand.answers(A, 0, 1, DONE);
    hand.answers(A, 1, 1, DONE);
    // By the log it is 2; the two writes overlapped, so 1 is as good.
    hand.asks(2, 1, get("x"));
    hand.answers(A, 2, 1, found("1"));
    hand.is_right();
    hand.asks(2, 2, get("x"));
    hand.answers(A, 2, 2, found("2"));
    hand.only(Monitor::Linearizable);
}

#[test]
fn an_addition_that_counted_twice() {
    let mut hand = hand();
    hand.asks(0, 1, add("x", "5"));
    hand.answers(A, 0, 1, found("5"));
    hand.asks(0, 2, add("x", "1"));
    hand.answers(A, 0, 2, found("11"));
    // 5 and 1 are 6, whether the first was answered or not.
    assert_eq!(hand.only(Monitor::Linearizable).steps, [3, 4]);
}

/// Additions of nine clients at once, answered in another order than counted.
#[test]
fn additions_that_overlap() {
    let mut hand = hand();
    for client in 0..9 {
        hand.asks(client, 1, add("x", "1"));
    }
    for client in (0..9).rev() {
        hand.answers(A, client, 1, found(&(client + 1).to_string()));
    }
    hand.is_right();
    hand.asks(0, 2, get("x"));
    hand.answers(A, 0, 2, found("8"));
    hand.only(Monitor::Linearizable);
}

/// More open requests than the search looks at: it says nothing, and ends.
#[test]
fn a_key_with_too_many_open_requests_is_not_looked_at() {
    let mut hand = hand();
    let own = ClientId::of_node(A).0;
    let most = u32::try_from(MAX_OPEN).unwrap();
    for sequence in 1..=most + 1 {
        hand.asks(own, sequence, set("x", &sequence.to_string()));
    }
    hand.asks(0, 1, get("x"));
    hand.answers(A, 0, 1, found("wrong"));
    hand.is_right();
    hand.asks(0, 2, get("y"));
    hand.answers(A, 0, 2, found("wrong"));
    hand.only(Monitor::Linearizable);
}

/// Nine clients at one key without a pause, and answers that the log does not
/// explain: the search ends all the same, for each answer and for all.
#[test]
fn a_busy_key_costs_what_it_may() {
    let mut hand = Hand::watching(Monitor::Linearizable);
    for sequence in 1..=600 {
        for client in 0..9 {
            hand.asks(
                client,
                sequence,
                if client < 4 { set("x", "1") } else { set("x", &client.to_string()) },
            );
            if sequence > 1 || client > 0 {
                let (other, last) = if client == 0 { (8, sequence - 1) } else { (client - 1, sequence) };
                hand.answers(A, other, last, DONE);
            }
        }
    }
    hand.is_right();
    // Another key is looked at as ever.
    hand.asks(9, 1, get("y"));
    hand.answers(A, 9, 1, found("wrong"));
    hand.only(Monitor::Linearizable);
}

/// As many as it looks at, and none alike.
#[test]
fn many_open_requests_do_not_blow_up() {
    let mut hand = hand();
    let own = ClientId::of_node(A).0;
    for sequence in 1..=60 {
        hand.asks(own, sequence, set("x", &sequence.to_string()));
    }
    for sequence in 1..=60_u32 {
        hand.asks(0, sequence, get("x"));
        hand.answers(A, 0, sequence, found(&(61 - sequence).to_string()));
    }
    hand.is_right();
    hand.asks(0, 61, get("x"));
    hand.answers(A, 0, 61, found("7"));
    hand.only(Monitor::Linearizable);
}

/// Random numbers that follow from a seed.
struct Dice(u32, u32);

impl Dice {
    fn roll(&mut self, high: u32) -> usize {
        self.1 += 1;
        between(draw(self.0, Purpose::Timer { node: 99 }, self.1), 0, high) as usize
    }
}

/// A request of a small history, by its steps.
#[derive(Clone, Copy)]
struct Request {
    op: Op,
    asked: u32,
    answer: Option<(u32, Outcome)>,
}

fn apply(state: Option<Word>, op: Op) -> (Option<Word>, Outcome) {
    match op {
        Op::Set { value, .. } => (Some(value), DONE),
        Op::Add { amount, .. } => {
            let sum = Word::of_number(state.map_or(0, |word| word.number()) + amount.number());
            (Some(sum), Outcome::Found(sum))
        }
        Op::Get { .. } => (state, state.map_or(Outcome::Missing, Outcome::Found)),
    }
}

/// Tries every order of the requests that fits their steps.
fn has_an_order(state: Option<Word>, left: &[Request]) -> bool {
    if left.iter().all(|request| request.answer.is_none()) {
        return true;
    }
    let first_answer = left.iter().filter_map(|request| request.answer.map(|(step, _)| step)).min();
    (0..left.len()).any(|at| {
        let request = left[at];
        let (next, outcome) = apply(state, request.op);
        let may = first_answer.is_none_or(|step| request.asked < step)
            && request.answer.is_none_or(|(_, answer)| answer == outcome);
        let rest: Vec<Request> = left.iter().enumerate().filter(|(i, _)| *i != at).map(|(_, r)| *r).collect();
        may && has_an_order(next, &rest)
    })
}

/// Small random histories: the monitor fires at the very answer after which
/// no order fits any more, found by trying all of them.
#[test]
fn the_search_agrees_with_trying_every_order() {
    let (mut broken, mut right, mut odd) = (0, 0, 0);
    for seed in 0..6_000 {
        let dice = &mut Dice(seed, 0);
        let mut hand = Hand::watching(Monitor::Linearizable);
        let mut requests: Vec<Request> = Vec::new();
        // Who waits for which request, and its answer once it took effect.
        let mut open: BTreeMap<u8, (usize, Value, Option<Outcome>)> = BTreeMap::new();
        let mut sequences = [0; 4];
        let mut state = None;
        let mut fits = true;
        for _ in 0..18 {
            let client = u8::try_from(dice.roll(3)).unwrap();
            match open.get(&client).copied() {
                None if requests.len() < 8 => {
                    let amount = ["1", "2", "3"][dice.roll(2)];
                    let op = [set("x", amount), add("x", amount), get("x")][dice.roll(2)];
                    sequences[usize::from(client)] += 1;
                    let value = hand.asks(client, sequences[usize::from(client)], op);
                    open.insert(client, (requests.len(), value, None));
                    requests.push(Request { op, asked: hand.step, answer: None });
                }
                None => {}
                Some((at, value, None)) => {
                    let (next, outcome) = apply(state, requests[at].op);
                    state = next;
                    // Sometimes the log shows another order, or nothing.
                    if dice.roll(3) > 0 {
                        hand.monitors.effect(A, &super::hand::applied(hand.step, value, false));
                    }
                    open.insert(client, (at, value, Some(outcome)));
                }
                Some((at, _, Some(outcome))) => {
                    if dice.roll(9) == 0 {
                        hand.monitors.gave_up(ClientId(client));
                        open.remove(&client);
                        continue;
                    }
                    let wrong = dice.roll(11) == 0 && outcome != DONE;
                    let outcome = if wrong { found(["1", "2", "3", "4"][dice.roll(3)]) } else { outcome };
                    hand.answers(B, client, sequences[usize::from(client)], outcome);
                    requests[at].answer = Some((hand.step, outcome));
                    open.remove(&client);
                    fits = has_an_order(None, &requests);
                    odd += u32::from(fits && wrong);
                }
            }
            let holds = hand.monitors.holds(Monitor::Linearizable);
            assert_eq!(holds, fits, "seed {seed}, step {}", hand.step);
            if !fits {
                break;
            }
        }
        *(if fits { &mut right } else { &mut broken }) += 1;
    }
    assert!(broken > 300 && right > 3_000 && odd > 50, "{broken} broken, {right} right, {odd} odd");
}
