//! What a step made true at one replica: the raw material of monitors,
//! explanations and figures.

use crate::ballot::Ballot;
use crate::message::Kind;
use crate::node::{ClientId, NodeId, NodeSet};
use crate::slot::Slot;
use crate::value::{Command, Outcome, Value};

/// Where a proposed value comes from (PMS section 2.2, P2c).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Origin {
    /// No promise of the quorum reported a vote: the proposer's own value.
    Own,
    /// The vote with the highest ballot among the promises, and who cast it.
    Adopted { ballot: Ballot, reporter: NodeId },
    /// No vote was reported, and the proposer has nothing to propose there.
    Hole,
}

/// How a replica came to know that a value is chosen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Evidence {
    /// It counted these acceptors' votes, all in this ballot.
    Votes { ballot: Ballot, voters: NodeSet },
    /// A learner or leader told it.
    Told { by: NodeId },
    /// Its own vote is of the ballot whose leader says the slot is chosen.
    CommitIndex { ballot: Ballot },
    /// It asked for decided values, or a promise carried them.
    Decided { by: NodeId },
    /// It was so before the first step.
    Past,
}

/// Why a replica did nothing with an input.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ignored {
    /// An answer to a ballot that is over, or that it never started.
    StaleBallot,
    /// It has counted the same sender's answer already.
    Repeated,
    /// Its quorum of promises was complete without this one.
    QuorumComplete,
    /// The slot's value is known already.
    AlreadyLearned,
    /// A forwarded request reached a node that does not lead.
    NotLeading,
    /// The node does not have the role that the message is for.
    NotItsRole,
    /// It waits for no such answer.
    NotWaiting,
    /// It is working on this very command already.
    InProgress,
    /// Nothing was left to do when the timer fired, or to start a ballot for.
    NothingToDo,
    /// A value other than the one it voted for, where that is held against it.
    OtherValue,
    /// A Prepare of the ballot promised already, where that is left unanswered.
    StrictPrepare,
    /// Somebody would stand for election, but it hears a leader.
    HearsLeader,
    /// An Accept for a slot that is decided, and whose vote was let go.
    UnderWatermark,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Fact {
    /// A proposer starts a ballot for `slot` (Multi: for it and all after it).
    Started { ballot: Ballot, slot: Slot },
    /// An acceptor promises to ignore lower ballots, in one slot or in all.
    Promised { ballot: Ballot, slot: Option<Slot> },
    /// An acceptor refuses: it has promised a higher ballot.
    Refused { kind: Kind, ballot: Ballot, slot: Slot, promised: Ballot },
    /// A phase-1 quorum promised; the proposer may propose.
    Prepared { ballot: Ballot, slot: Slot, promises: NodeSet },
    /// Multi: that quorum makes it the leader.
    Leads { ballot: Ballot, promises: NodeSet },
    /// A proposer settles what to propose in a slot, and why that is safe.
    Proposed { ballot: Ballot, slot: Slot, value: Value, origin: Origin },
    /// An acceptor votes.
    Voted { ballot: Ballot, slot: Slot, value: Value },
    /// It cast that vote before, and nobody seems to have heard: it tells the
    /// ballot's owner, too.
    AskedAgain { ballot: Ballot, slot: Slot },
    /// A proposer gives a ballot up because of a higher one.
    Abandoned { ballot: Ballot, higher: Ballot },
    /// A leader that hears no quorum gives its ballot up: it could choose
    /// nothing, and somebody else may be able to.
    Unheard { ballot: Ballot, heard: NodeSet },
    /// A replica knows that the value is chosen.
    Learned { slot: Slot, value: Value, evidence: Evidence },
    /// A replica executes a slot. `again` if the command had been executed
    /// before: then its first answer counts and the store stays as it is.
    Applied { slot: Slot, value: Value, outcome: Outcome, again: bool },
    /// A request went to another slot's value and is proposed anew.
    LostSlot { slot: Slot, command: Command },
    /// A follower passes a request on, or keeps it until it knows a leader.
    Forwarded { client: ClientId, sequence: u32, to: Option<NodeId> },
    /// A follower hears that somebody leads.
    Follows { ballot: Ballot },
    /// A replica misses decided slots and asks for them.
    Behind { slot: Slot },
    /// A replica that would stand for election asks whether anybody minds.
    Asks { ballot: Ballot },
    /// A phase-1 quorum does not mind.
    Agreed { ballot: Ballot, agree: NodeSet },
    /// An acceptor lets its votes go, up to `slot`: enough others hold what was
    /// decided there.
    LetGo { slot: Slot },
    /// A new leader proposes nothing in these slots: `holder` let its votes go
    /// there, so they are decided.
    LeftAlone { first: Slot, last: Slot, holder: NodeId },
    /// A replica that comes back executes again what its disk knows to be
    /// decided, up to `slot`.
    Reread { slot: Slot },
    /// Unanswered messages are sent again.
    Resent,
    /// A replica starts anew from what is on its disk.
    Restarted,
    /// Nothing came of it.
    Ignored { reason: Ignored },
    /// A leader gives its ballot up: a slot went to a value that its ballot did
    /// not propose there, so that a higher one chose it.
    Outvoted { ballot: Ballot, slot: Slot, value: Value },
}
