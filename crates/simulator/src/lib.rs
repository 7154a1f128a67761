//! The deterministic world around the replicas: network, clock, clients,
//! faults, history, monitors, and the scenario text that decides all of it.
//!
//! [`scenario::parse`] reads a text, [`run::Run`] plays it, [`session::Session`]
//! lets somebody go back and forth in it and interfere.

pub mod action;
pub mod chance;
pub mod client;
pub mod diagnosis;
pub mod diagnostic;
pub mod evidence;
pub mod export;
pub mod fingerprint;
pub mod flight;
pub mod gallery;
pub mod history;
pub mod link;
pub mod links;
pub mod monitor;
pub mod narrate;
pub mod node;
pub mod protocol;
pub mod protocols;
pub mod queue;
pub mod run;
pub mod scenario;
pub mod script;
pub mod session;
pub mod settings;
pub mod step;
pub mod storm;
pub mod tables;
pub mod transcript;
pub mod until;
pub mod workbench;
pub mod world;

pub use diagnostic::Diagnostic;
pub use protocol::{Caption, Cell, Headline, HeadlineKind, Load, Portrait, Protocol};
pub use protocols::Paxos;
pub use run::{Bound, Run};
pub use session::Session;
pub use step::{Ending, Happening, MessageId, Noted, Sent, StepRecord};
pub use until::{Condition, Direction};
pub use workbench::Workbench;
