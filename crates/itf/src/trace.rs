//! A trace as Lamport's Paxos.tla has it: what each state says.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::{Code, Fault, MAX_STATES, quote, shape};

/// Ballots are 0 to this.
pub const MAX_BALLOT: u32 = 999_999;

/// A vote: its ballot and its value.
pub type Vote = (u32, String);

/// A message that was sent; it stays in `msgs` for ever.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sent {
    /// `[type: "1a", bal]`
    Prepare { ballot: u32 },
    /// `[type: "1b", acc, bal, mbal, mval]`; a vote is none where `mbal` is -1.
    Promise { acceptor: String, ballot: u32, vote: Option<Vote> },
    /// `[type: "2a", bal, val]`
    Accept { ballot: u32, value: String },
    /// `[type: "2b", acc, bal, val]`
    Accepted { acceptor: String, ballot: u32, value: String },
}

/// What a state says of the acceptors, as far as it does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct State {
    pub sent: BTreeSet<Sent>,
    /// `maxBal`; none where nothing is promised.
    pub promised: BTreeMap<String, Option<u32>>,
    /// `maxVBal`, if it is there.
    pub voted: Option<BTreeMap<String, Option<u32>>>,
    /// `maxVal`, if it is there; what it says of an acceptor without a vote
    /// means nothing.
    pub values: Option<BTreeMap<String, String>>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Trace {
    pub acceptors: Vec<String>,
    pub states: Vec<State>,
}

/// Reads a trace.
pub fn read(json: &str) -> Result<Trace, Fault> {
    let json: Value = serde_json::from_str(json)
        .map_err(|fault| Fault::new(Code::NotJson, None, format!("this is no JSON: {fault}")))?;
    let shape = |message: &str| Fault::new(Code::BadShape, None, message);
    let states = json.get("states").ok_or_else(|| shape("a trace has “states”; these are missing"))?;
    let states = states.as_array().ok_or_else(|| shape("“states” is no list"))?;
    if states.is_empty() {
        return Err(shape("the trace has no state"));
    }
    if states.len() > MAX_STATES {
        let message = format!("{} states; at most {MAX_STATES} are read", states.len());
        return Err(Fault::new(Code::TooMany, None, message));
    }
    let states: Vec<State> = (0..).zip(states).map(|(at, one)| state(at, one)).collect::<Result<_, _>>()?;
    let acceptors: Vec<String> = states[0].promised.keys().cloned().collect();
    for (at, state) in (0..).zip(&states) {
        let same = |keys: Vec<&String>| keys.into_iter().eq(&acceptors);
        let voted = state.voted.as_ref().is_none_or(|voted| same(voted.keys().collect()));
        let values = state.values.as_ref().is_none_or(|values| same(values.keys().collect()));
        if !same(state.promised.keys().collect()) || !voted || !values {
            let message = format!(
                "maxBal, maxVBal and maxVal are not of the same acceptors, {}",
                quote::names(&acceptors)
            );
            return Err(Fault::new(Code::BadShape, Some(at), message));
        }
        let stranger = state.sent.iter().find_map(|sent| match sent {
            Sent::Promise { acceptor, .. } | Sent::Accepted { acceptor, .. } => {
                (!acceptors.contains(acceptor)).then_some(acceptor)
            }
            Sent::Prepare { .. } | Sent::Accept { .. } => None,
        });
        if let Some(stranger) = stranger {
            let message = format!(
                "a message of {}, which is none of the acceptors {}",
                quote::name(stranger),
                quote::names(&acceptors)
            );
            return Err(Fault::new(Code::BadShape, Some(at), message));
        }
    }
    Ok(Trace { acceptors, states })
}

fn state(at: u32, value: &Value) -> Result<State, Fault> {
    let fault = |message: String| Fault::new(Code::BadShape, Some(at), message);
    let variable = |name: &str| value.get(name);
    let missing = |name: &str| fault(format!("the variable “{name}” is missing"));
    let sent = variable("msgs").ok_or_else(|| missing("msgs"))?;
    let sent = shape::set(sent).ok_or_else(|| fault("“msgs” is no set".to_string()))?;
    let sent = sent.iter().map(|sent| message(sent).map_err(&fault)).collect::<Result<_, _>>()?;
    let ballots = |name: &str| -> Result<Option<BTreeMap<String, Option<u32>>>, Fault> {
        let Some(found) = variable(name) else { return Ok(None) };
        let pairs = shape::map(found).ok_or_else(|| fault(format!("“{name}” is no function")))?;
        let pair = |(key, value): (String, &Value)| match ballot_or_none(value) {
            Some(ballot) => Ok((key, ballot)),
            None => Err(fault(format!("“{name}” of {} is no ballot, and not -1", quote::name(&key)))),
        };
        pairs.into_iter().map(pair).collect::<Result<_, _>>().map(Some)
    };
    let values = |name: &str| -> Result<Option<BTreeMap<String, String>>, Fault> {
        let Some(found) = variable(name) else { return Ok(None) };
        let pairs = shape::map(found).ok_or_else(|| fault(format!("“{name}” is no function")))?;
        // Whatever says that there is no value may have any shape.
        let pair = |(key, value): (String, &Value)| (key, shape::name(value).unwrap_or_default());
        Ok(Some(pairs.into_iter().map(pair).collect()))
    };
    Ok(State {
        sent,
        promised: ballots("maxBal")?.ok_or_else(|| missing("maxBal"))?,
        voted: ballots("maxVBal")?,
        values: values("maxVal")?,
    })
}

/// A ballot, or none for -1.
fn ballot_or_none(value: &Value) -> Option<Option<u32>> {
    match shape::integer(value)? {
        -1 => Some(None),
        number => u32::try_from(number).ok().filter(|ballot| *ballot <= MAX_BALLOT).map(Some),
    }
}

fn message(value: &Value) -> Result<Sent, String> {
    let field = |name: &str| value.get(name).ok_or_else(|| format!("a message without “{name}”"));
    let text = |name: &str| {
        let found = field(name)?;
        shape::name(found).ok_or_else(|| format!("“{name}” of a message is no name"))
    };
    let ballot = |name: &str| {
        let found = ballot_or_none(field(name)?);
        found.ok_or_else(|| format!("“{name}” of a message is no ballot from 0 to {MAX_BALLOT}"))
    };
    let own = || ballot("bal")?.ok_or_else(|| "a message of ballot -1".to_string());
    match text("type")?.as_str() {
        "1a" => Ok(Sent::Prepare { ballot: own()? }),
        "1b" => {
            let vote = match ballot("mbal")? {
                Some(ballot) => Some((ballot, text("mval")?)),
                None => None,
            };
            Ok(Sent::Promise { acceptor: text("acc")?, ballot: own()?, vote })
        }
        "2a" => Ok(Sent::Accept { ballot: own()?, value: text("val")? }),
        "2b" => Ok(Sent::Accepted { acceptor: text("acc")?, ballot: own()?, value: text("val")? }),
        other => Err(format!("a message of type {}; known are 1a, 1b, 2a and 2b", quote::name(other))),
    }
}
