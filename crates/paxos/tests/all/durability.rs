//! What every step of every replica owes to its disk, in random runs of three
//! replicas without any simulator: messages arrive in any order, get lost and
//! arrive twice, timers fire at any time.

use antipaxos_paxos::{
    Address, ClientId, Cluster, Command, Config, Durable, Effect, Effects, Fact, Input, Learning, Message,
    NodeId, NodeSet, Op, PaxosEffect, PaxosInput, Quorums, Record, Replica, Sink, Slot, Timer, Variant, Wait,
    Word,
};

const NODES: NodeSet = NodeSet::first(3);

fn config(variant: Variant, learning: Learning) -> Config {
    let cluster =
        Cluster { proposers: NODES, acceptors: NODES, learners: NODES, quorums: Quorums::majority(3) };
    let mut config = Config::new(variant, cluster);
    config.learning = learning;
    config
}

/// Numbers that follow from a seed.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit
    }
}

/// A driver's own sink, which notes what it is told.
#[derive(Default)]
struct Told(Vec<PaxosEffect>);

impl Sink for Told {
    fn persist(&mut self, record: Record) {
        self.0.push(Effect::Persist(record));
    }

    fn send(&mut self, to: Address, make: impl FnOnce() -> Message) {
        self.0.push(Effect::Send { to, message: make() });
    }

    fn arm(&mut self, timer: Timer, wait: Wait) {
        self.0.push(Effect::Arm { timer, wait });
    }

    fn disarm(&mut self, timer: Timer) {
        self.0.push(Effect::Disarm(timer));
    }

    fn fact(&mut self, fact: Fact) {
        self.0.push(Effect::Fact(fact));
    }
}

/// Three replicas, the disk that each one's writes add up to, and what is
/// under way.
struct Bench {
    config: Config,
    replicas: Vec<Replica>,
    disks: Vec<Durable>,
    flying: Vec<(NodeId, Address, Message)>,
    timers: Vec<(NodeId, Timer)>,
    asked: u32,
}

impl Bench {
    fn new(config: Config) -> Self {
        let replicas: Vec<_> = NODES.iter().map(Replica::new).collect();
        let disks = vec![Durable::default(); replicas.len()];
        let mut bench = Self { config, replicas, disks, flying: Vec::new(), timers: Vec::new(), asked: 0 };
        for node in NODES.iter() {
            bench.step(node, Input::Boot);
        }
        bench
    }

    fn step(&mut self, node: NodeId, input: PaxosInput) {
        let at = usize::from(node.0);
        let mut effects = Effects::default();
        self.replicas[at].step(&self.config, input, &mut effects);
        for effect in effects.sink {
            self.carry_out(node, effect);
        }
        assert_eq!(
            self.replicas[at].durable(),
            self.disks[at],
            "the writes of {node:?} tell all of its disk"
        );
    }

    fn carry_out(&mut self, node: NodeId, effect: PaxosEffect) {
        match effect {
            Effect::Persist(record) => self.disks[usize::from(node.0)].write(&record),
            Effect::Send { to, message } => {
                self.check_written(node, &message);
                if let Address::Node(to) = to {
                    self.flying.push((to, Address::Node(node), message));
                }
            }
            Effect::Arm { timer, .. } => {
                self.timers.retain(|armed| *armed != (node, timer));
                self.timers.push((node, timer));
            }
            Effect::Disarm(timer) => self.timers.retain(|armed| *armed != (node, timer)),
            Effect::Fact(_) => {}
        }
    }

    /// What the message says of its sender is on the sender's disk when it
    /// leaves.
    fn check_written(&self, node: NodeId, message: &Message) {
        let disk = &self.disks[usize::from(node.0)];
        match message {
            Message::Prepare { ballot, .. } => assert!(disk.round >= ballot.round, "{message:?}"),
            Message::Promise { ballot, slot, votes, watermark, .. } => {
                self.check_held(node, *watermark);
                assert!(disk.acceptor.promised(*slot) >= Some(*ballot), "{message:?}");
                for (slot, vote) in votes {
                    assert_eq!(
                        disk.acceptor.vote(*slot),
                        Some(vote),
                        "a promise tells the truth: {message:?}"
                    );
                }
            }
            Message::Accepted { ballot, slot, value } => {
                assert!(disk.acceptor.promised(*slot) >= Some(*ballot), "{message:?}");
                let vote = disk.acceptor.vote(*slot).expect("the vote is written");
                assert_eq!((vote.ballot, vote.value), (*ballot, *value), "{message:?}");
            }
            Message::HeartbeatAck { holds, .. } => self.check_held(node, *holds),
            Message::Request { .. }
            | Message::Forward { .. }
            | Message::Response { .. }
            | Message::Redirect { .. }
            | Message::Accept { .. }
            | Message::Nack { .. }
            | Message::Learn { .. }
            | Message::Heartbeat { .. }
            | Message::CatchUp { .. }
            | Message::PreVote { .. }
            | Message::PreVoteGranted { .. }
            | Message::Decided { .. } => {}
        }
    }

    /// Every decided value up to `slot` is on the disk.
    fn check_held(&self, node: NodeId, slot: Option<Slot>) {
        let decided = &self.disks[usize::from(node.0)].decided;
        let last = slot.map_or(0, |slot| slot.0);
        assert!((1..=last).all(|slot| decided.contains(Slot(slot))), "{node:?} holds up to {slot:?}");
    }

    fn ask(&mut self, node: NodeId) {
        self.asked += 1;
        let word = |text| Word::new(text).expect("a plain word");
        let op = Op::Add { key: word("x"), amount: word("1") };
        let command = Command { client: ClientId(0), sequence: self.asked, op };
        let from = Address::Client(command.client);
        self.step(node, Input::Deliver { from, message: Message::Request { command } });
    }

    fn restart(&mut self, node: NodeId) {
        let at = usize::from(node.0);
        self.timers.retain(|(armed, _)| *armed != node);
        self.replicas[at] = Replica::from_disk(node, self.disks[at].clone());
        self.step(node, Input::Boot);
    }

    fn anything(&mut self, dice: &mut Dice) {
        let node = NodeId(u8::try_from(dice.below(3)).expect("one of three"));
        match dice.below(20) {
            0 => self.ask(node),
            1 => self.restart(node),
            2 if !self.timers.is_empty() => {
                let at = dice.below(self.timers.len());
                let (node, timer) = self.timers.swap_remove(at);
                self.step(node, Input::Timeout(timer));
            }
            3 if !self.flying.is_empty() => _ = self.flying.swap_remove(dice.below(self.flying.len())),
            4 if !self.flying.is_empty() => {
                let again = self.flying[dice.below(self.flying.len())].clone();
                self.flying.push(again);
            }
            _ if !self.flying.is_empty() => {
                let (to, from, message) = self.flying.swap_remove(dice.below(self.flying.len()));
                self.step(to, Input::Deliver { from, message });
            }
            _ => {}
        }
    }
}

fn configs() -> Vec<Config> {
    let learnings = [Learning::All, Learning::Leader, Learning::Distinguished(NodeId(1))];
    let both = [Variant::Basic, Variant::Multi];
    let plain = both.into_iter().flat_map(|variant| learnings.map(|learning| config(variant, learning)));
    let lets_go = learnings.map(|learning| Config { watermark: true, ..config(Variant::Multi, learning) });
    plain.chain(lets_go).collect()
}

#[test]
fn what_a_message_says_is_written_before_it_leaves() {
    for (seed, config) in (0..).zip(configs().into_iter().cycle().take(120)) {
        let (mut bench, mut dice) = (Bench::new(config), Dice(seed));
        for _ in 0..600 {
            bench.anything(&mut dice);
        }
        assert!(
            bench.disks.iter().any(|disk| disk.acceptor.last_vote().max(disk.acceptor.watermark()).is_some())
        );
    }
}

/// A replica that comes back has what its disk has, and nothing else.
#[test]
fn a_restart_keeps_the_disk_and_forgets_the_rest() {
    for (seed, config) in (0..).zip(configs()) {
        let (mut bench, mut dice) = (Bench::new(config), Dice(seed));
        for _ in 0..400 {
            bench.anything(&mut dice);
        }
        for (replica, disk) in bench.replicas.iter().zip(&bench.disks) {
            let back = Replica::from_disk(replica.id(), disk.clone());
            assert_eq!(back.durable(), replica.durable());
            assert_eq!((back.waiting(), back.synods().len(), back.learner().applied()), (0, 0, None));
        }
    }
}

/// A driver that reads a message where it lies and takes what follows from it
/// as it comes is told the same, in the same order, as one that has a list.
#[test]
fn a_sink_is_told_what_a_list_holds() {
    for (seed, config) in (0..).zip(configs()) {
        let (mut bench, mut dice) = (Bench::new(config), Dice(seed));
        let mut sent = 0;
        for _ in 0..400 {
            bench.anything(&mut dice);
            let Some((to, from, message)) = bench.flying.last().cloned() else { continue };
            let mut twin = bench.replicas[usize::from(to.0)].clone();
            let mut told = Effects::new(Told::default());
            twin.deliver(&bench.config, from, &message, &mut told);
            let mut replica = bench.replicas[usize::from(to.0)].clone();
            let mut list = Effects::default();
            replica.step(&bench.config, Input::Deliver { from, message }, &mut list);
            assert_eq!(told.sink.0, list.sink);
            assert_eq!(twin, replica);
            sent += list.sink.iter().filter(|effect| matches!(effect, Effect::Send { .. })).count();
        }
        assert!(sent > 0);
    }
}

/// Total: every input is taken in every state.
#[test]
fn a_stray_message_harms_nobody() {
    for (seed, config) in (0..).zip(configs()) {
        let (mut bench, mut dice) = (Bench::new(config), Dice(seed));
        let mut strays = Vec::new();
        for _ in 0..400 {
            bench.anything(&mut dice);
            strays.extend(bench.flying.last().cloned());
        }
        // Old messages, to nodes that they were not meant for, from anyone.
        let mut fresh = Bench::new(self::config(config.variant, Learning::All));
        for (_, _, message) in strays {
            let to = NodeId(u8::try_from(dice.below(3)).expect("one of three"));
            for from in [Address::Node(NodeId(2)), Address::Client(ClientId(3))] {
                fresh.step(to, Input::Deliver { from, message: message.clone() });
            }
        }
    }
}
