//! Asking before standing for election (Multi; Ongaro, "Consensus: Bridging
//! Theory and Practice" (2014), section 9.6, "pre-vote").
//!
//! A ballot that is started pre-empts the leader, whether or not it was needed:
//! a replica that was cut off for a while comes back and deposes a leader with
//! which nothing is wrong. So, with `Config::prevote`, a replica that would
//! stand asks first (`PreVote`), and an acceptor that hears a leader does not
//! agree. Only with a phase-1 quorum that agrees does it start a ballot.
//!
//! Nothing here is for safety, and nothing is on disk: no promise is given and
//! no vote cast. Nor does it ever block: when no leader is heard by so many
//! that a phase-1 quorum is left without one, those agree, each as soon as its
//! own patience is over.

use crate::ballot::Ballot;
use crate::config::Config;
use crate::effect::{Effects, Sink, Timer, Wait};
use crate::fact::{Fact, Ignored};
use crate::message::Message;
use crate::node::{NodeId, NodeSet};
use crate::replica::Replica;

/// What a replica asks before it stands for election, and who agrees.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Asking {
    /// The ballot that it would start, or a higher one if it hears of others.
    pub ballot: Ballot,
    pub agree: NodeSet,
}

impl Replica {
    /// It hears of no leader any more, and its own ballot, if it started one,
    /// has come to nothing. Whoever may lead asks around, and asks again after
    /// another while.
    pub(crate) fn ask_first(&mut self, config: &Config, out: &mut Effects<impl Sink>) {
        self.multi.stop_leading();
        out.disarm(Timer::Resend);
        if !config.cluster.proposers.contains(self.me) {
            return out.fact(Fact::Ignored { reason: Ignored::NotItsRole });
        }
        let ballot = Ballot::new(self.next_round(), self.me);
        let promised = self.acceptor.promised_anywhere();
        self.multi.asking = Some(Asking { ballot, agree: NodeSet::EMPTY });
        out.fact(Fact::Asks { ballot });
        out.arm(Timer::Election, Wait::Election);
        out.broadcast(config.cluster.acceptors, &|| Message::PreVote { ballot, promised });
    }

    /// "Would you mind an election?" An acceptor that hears a leader would,
    /// unless whoever asks cannot follow that leader, having promised a higher
    /// ballot. The answer tells what it promised itself, so that the ballot
    /// will be above that.
    pub(crate) fn on_pre_vote(
        &self,
        config: &Config,
        from: NodeId,
        ballot: Ballot,
        promised: Option<Ballot>,
        out: &mut Effects<impl Sink>,
    ) {
        if !config.cluster.acceptors.contains(self.me) {
            return out.fact(Fact::Ignored { reason: Ignored::NotItsRole });
        }
        // A leader that asks leads no more.
        if self.multi.leader().is_some_and(|leader| leader.owner != from && Some(leader) >= promised) {
            return out.fact(Fact::Ignored { reason: Ignored::HearsLeader });
        }
        let promised = self.acceptor.promised_anywhere();
        out.send(from, Message::PreVoteGranted { ballot, promised });
    }

    /// Somebody agrees; with a phase-1 quorum that does, the ballot starts.
    pub(crate) fn on_pre_vote_granted(
        &mut self,
        config: &Config,
        from: NodeId,
        ballot: Ballot,
        promised: Option<Ballot>,
        out: &mut Effects<impl Sink>,
    ) {
        self.seen = self.seen.max(promised.map_or(0, |promised| promised.round));
        let Some(asking) = self.multi.asking.as_mut().filter(|asking| asking.ballot == ballot) else {
            return out.fact(Fact::Ignored { reason: Ignored::StaleBallot });
        };
        if !asking.agree.insert(from) {
            return out.fact(Fact::Ignored { reason: Ignored::Repeated });
        }
        let agree = asking.agree;
        if agree.len() >= config.cluster.quorums.phase1 {
            out.fact(Fact::Agreed { ballot, agree });
            self.campaign(config, None, out);
        }
    }
}
