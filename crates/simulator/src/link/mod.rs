//! Links that last: a scenario as a payload of letters and digits, and back.
//!
//! `1<base64url>.<crc>`, and `&step=N` where a step is meant. The format is
//! written down in docs/LINKS.md; what it promises is kept by
//! `tests/links/published.txt`.

mod base64url;
mod bits;
mod check;
mod codes;
mod decode;
mod due;
mod edits;
mod encode;
mod frozen;
mod memory;
mod tables;
#[cfg(test)]
mod tests;
mod words;

use antipaxos_paxos::describe::Names;

use crate::diagnostic::Code;
use crate::protocols::Paxos;
use crate::run::{Run, SEMANTICS};
use crate::scenario::{Line, MAX_TEXT, Scenario, Statement, parse, print};
use crate::settings::MAX_STEPS;
use bits::{Reader, Writer};
use decode::Decoder;
use edits::{Edit, edits};
use encode::Encoder;

pub use codes::Fault;
pub use frozen::{FROZEN, frozen_entry, frozen_text};

/// Payloads are at most this long, in characters.
pub const MAX_PAYLOAD: usize = 16 * 1024;
const VERSION: u8 = b'1';
const STEP: &str = "&step=";

/// What the run of the scenario came to where the link was made. Where it
/// comes to something else, the scenario is still the same, and still runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// The version of the engine's semantics.
    pub semantics: u32,
    /// The run's fingerprint, folded to 32 bits.
    pub fingerprint: u32,
}

impl Outcome {
    #[must_use]
    pub fn of(run: &Run<Paxos>) -> Self {
        let all = run.fingerprint();
        let low = u32::try_from((all ^ all >> 32) & u64::from(u32::MAX)).expect("32 bits");
        Self { semantics: SEMANTICS, fingerprint: low }
    }
}

/// A built-in scenario that another one may be an edit of.
#[derive(Clone, Copy, Debug)]
pub struct Base<'a> {
    pub slug: &'a str,
    pub scenario: &'a Scenario,
}

/// A payload that was read.
#[derive(Clone, Debug)]
pub struct Link {
    /// The step that it is to be opened at.
    pub step: Option<u32>,
    pub outcome: Outcome,
    content: Content,
}

#[derive(Clone, Debug)]
enum Content {
    Whole(Scenario),
    /// What is to be done to a built-in; the bits are read when it is there.
    Edits {
        slug: String,
        /// Of the statements that are edited.
        fingerprint: u32,
        bytes: Vec<u8>,
    },
}

/// What of a scenario travels: title, statements, expectations and notes.
#[must_use]
pub fn carried(scenario: &Scenario) -> Scenario {
    let title = scenario.heading().next().map(heading_line);
    let statements = scenario.statements().cloned().map(statement_line);
    Scenario { lines: title.into_iter().chain(statements).collect(), names: scenario.names.clone() }
}

fn heading_line(comment: &str) -> Line {
    Line { statement: None, comment: Some(comment.to_string()) }
}

const fn statement_line(statement: Statement) -> Line {
    Line { statement: Some(statement), comment: None }
}

/// The payload of a scenario, as parsed; as an edit of `base` where that is
/// shorter.
///
/// # Errors
/// Too long; limits, where the text is too long as it prints.
pub fn encode(
    scenario: &Scenario,
    outcome: Outcome,
    step: Option<u32>,
    base: Option<Base<'_>>,
) -> Result<String, Fault> {
    if print::print(&carried(scenario)).len() > MAX_TEXT {
        return Err(Fault::Limits);
    }
    let payload = seal(&shortest(scenario, outcome, base), step);
    if payload.len() > MAX_PAYLOAD { Err(Fault::TooLong) } else { Ok(payload) }
}

/// Reads a payload.
///
/// # Errors
/// What is wrong with it; never unknown-scenario.
pub fn decode(payload: &str) -> Result<Link, Fault> {
    let (bytes, step) = unseal(payload)?;
    let mut bits = Reader::new(&bytes);
    let is_edit = bits.bit()?;
    let outcome = read_outcome(&mut bits)?;
    let content = if is_edit {
        let slug = words::read(&mut bits)?;
        let fingerprint = bits.bits(32)?;
        Content::Edits { slug, fingerprint, bytes }
    } else {
        let scenario = whole(bits)?;
        verify(&scenario, outcome, None, &bytes)?;
        Content::Whole(scenario)
    };
    Ok(Link { step, outcome, content })
}

impl Link {
    /// The built-in that this is an edit of.
    #[must_use]
    pub fn slug(&self) -> Option<&str> {
        match &self.content {
            Content::Whole(_) => None,
            Content::Edits { slug, .. } => Some(slug),
        }
    }

    /// The fingerprint of the statements that this is an edit of.
    #[must_use]
    pub fn edits(&self) -> Option<u32> {
        match &self.content {
            Content::Whole(_) => None,
            Content::Edits { fingerprint, .. } => Some(*fingerprint),
        }
    }

    /// The scenario. `text_of` is asked for the text of a built-in where the
    /// link is an edit of one.
    ///
    /// # Errors
    /// Unknown scenario: there is no such built-in, or not the same any more.
    /// Damaged or limits, where its edits are.
    pub fn scenario<'a>(&self, text_of: impl FnOnce(&str) -> Option<&'a str>) -> Result<Scenario, Fault> {
        match &self.content {
            Content::Whole(scenario) => Ok(scenario.clone()),
            Content::Edits { slug, bytes, .. } => {
                let text = text_of(slug).ok_or(Fault::UnknownScenario)?;
                let base = parse(text).map_err(|_| Fault::UnknownScenario)?;
                let scenario = edited(bytes, &base)?;
                verify(&scenario, self.outcome, Some(Base { slug, scenario: &base }), bytes)?;
                Ok(scenario)
            }
        }
    }
}

/// The payload of an address, or of what is a payload already. Where Markdown
/// is written and not read, the asterisks of bold come along: they are left out.
#[must_use]
pub fn payload_of(address: &str) -> &str {
    let payload = address.split_once('#').map_or(address, |(_, payload)| payload);
    payload.strip_suffix("**").unwrap_or(payload)
}

/// A scenario's address at a site such as `https://example.org/paxos/`.
#[must_use]
pub fn address(site: &str, payload: &str) -> String {
    format!("{}/#{payload}", site.trim_end_matches('/'))
}

/// Over the version too, so that no other version is mistaken for damage, nor
/// damage for another version.
fn crc(version: u8, bytes: &[u8], step: Option<u32>) -> String {
    let step = step.map(u32::to_le_bytes);
    let step = step.as_ref().map_or(&[][..], |step| &step[..]);
    check::digits(check::crc32(&[&[version], bytes, step]))
}

fn seal(bytes: &[u8], step: Option<u32>) -> String {
    let mut payload = char::from(VERSION).to_string();
    payload += &base64url::encode(bytes);
    payload.push('.');
    payload += &crc(VERSION, bytes, step);
    if let Some(step) = step {
        payload += STEP;
        payload += &step.to_string();
    }
    payload
}

fn unseal(payload: &str) -> Result<(Vec<u8>, Option<u32>), Fault> {
    if payload.is_empty() {
        return Err(Fault::Empty);
    }
    if payload.len() > MAX_PAYLOAD {
        return Err(Fault::TooLong);
    }
    let belongs = |b: u8| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.' | b'&' | b'=');
    if !payload.bytes().all(belongs) {
        return Err(Fault::BadAlphabet);
    }
    let (body, step) = match payload.split_once(STEP) {
        None => (payload, None),
        Some((body, digits)) => (body, Some(step_of(digits)?)),
    };
    let (Some(version), Some(body)) = (version_of(body), body.get(1..)) else {
        return Err(Fault::Damaged);
    };
    let (digits, tail) = body.rsplit_once('.').ok_or(Fault::Damaged)?;
    let bytes = base64url::decode(digits)?;
    if crc(version, &bytes, step) != tail {
        return Err(Fault::Damaged);
    }
    if version != VERSION {
        return Err(Fault::NewerVersion);
    }
    if step.is_some_and(|step| step > MAX_STEPS) {
        return Err(Fault::Limits);
    }
    Ok((bytes, step))
}

fn version_of(body: &str) -> Option<u8> {
    body.bytes().next().filter(|version| matches!(version, b'1'..=b'9'))
}

/// A step, written as it prints.
fn step_of(digits: &str) -> Result<u32, Fault> {
    let step = digits.parse::<u32>().map_err(|_| Fault::Damaged)?;
    if step.to_string() == digits { Ok(step) } else { Err(Fault::Damaged) }
}

fn write_outcome(out: &mut Writer, outcome: Outcome) {
    out.number(outcome.semantics, 1);
    out.bits(outcome.fingerprint, 32);
}

fn read_outcome(bits: &mut Reader<'_>) -> Result<Outcome, Fault> {
    Ok(Outcome { semantics: bits.number(1)?, fingerprint: bits.bits(32)? })
}

fn shortest(scenario: &Scenario, outcome: Outcome, base: Option<Base<'_>>) -> Vec<u8> {
    let whole = write_whole(scenario, outcome);
    match base.and_then(|base| write_edits(scenario, outcome, base)) {
        Some(edits) if edits.len() < whole.len() => edits,
        Some(_) | None => whole,
    }
}

/// The text is within its limits, parses to this very scenario, and there is
/// no other payload for it.
fn verify(scenario: &Scenario, outcome: Outcome, base: Option<Base<'_>>, bytes: &[u8]) -> Result<(), Fault> {
    let text = print::print(scenario);
    if text.len() > MAX_TEXT {
        return Err(Fault::Limits);
    }
    match parse(&text) {
        Ok(parsed) if parsed == *scenario => {}
        Err(fault) if matches!(fault.code, Code::TooMany | Code::TooLong) => return Err(Fault::Limits),
        Ok(_) | Err(_) => return Err(Fault::Damaged),
    }
    if shortest(scenario, outcome, base) == bytes { Ok(()) } else { Err(Fault::Damaged) }
}

fn write_whole(scenario: &Scenario, outcome: Outcome) -> Vec<u8> {
    let manual = scenario.network().manual;
    let mut to = Encoder::new(&scenario.names, manual);
    to.out.bit(false);
    write_outcome(&mut to.out, outcome);
    to.out.bit(manual);
    let title = scenario.heading().next();
    to.out.bit(title.is_some());
    if let Some(title) = title {
        words::write(&mut to.out, title);
    }
    encode::names(&mut to.out, &scenario.names);
    to.out.number(u32::try_from(scenario.statements().count()).expect("bounded by the text"), 4);
    for statement in scenario.statements() {
        to.statement(statement);
    }
    to.out.into_bytes()
}

fn whole(mut bits: Reader<'_>) -> Result<Scenario, Fault> {
    let manual = bits.bit()?;
    let title = if bits.bit()? { Some(words::read(&mut bits)?) } else { None };
    let names = decode::names(&mut bits)?;
    let count = bits.number(4)?;
    let mut from = Decoder::new(bits, &names, manual);
    let mut lines: Vec<Line> = title.as_deref().map(heading_line).into_iter().collect();
    for _ in 0..count {
        lines.push(statement_line(from.statement()?));
    }
    if from.bits.is_done() { Ok(Scenario { lines, names }) } else { Err(Fault::Damaged) }
}

/// What the edits of a built-in are edits of: CRC-32 of its statements as they
/// print.
#[must_use]
pub fn base_fingerprint(base: &Scenario) -> u32 {
    let mut plain = carried(base);
    plain.lines.retain(|line| line.statement.is_some());
    check::crc32(&[print::print(&plain).as_bytes()])
}

/// Whether numbers of nodes mean the same nodes in both.
fn agree(one: &Names, other: &Names) -> bool {
    let both = one.len().min(other.len());
    let nodes = || (0..u8::MAX).take(both).map(antipaxos_paxos::NodeId);
    nodes().all(|node| one.node(node) == other.node(node))
}

/// How the title of an edited built-in is told.
mod title {
    /// The heading of the built-in, description included.
    pub const SAME: u32 = 0;
    pub const OWN: u32 = 1;
    pub const NONE: u32 = 2;
}

/// None, where the nodes are others.
fn write_edits(scenario: &Scenario, outcome: Outcome, base: Base<'_>) -> Option<Vec<u8>> {
    if !agree(&scenario.names, &base.scenario.names) {
        return None;
    }
    let manual = scenario.network().manual;
    let mut to = Encoder::new(&scenario.names, manual);
    to.out.bit(true);
    write_outcome(&mut to.out, outcome);
    words::write(&mut to.out, base.slug);
    to.out.bits(base_fingerprint(base.scenario), 32);
    let own = scenario.heading().next();
    match own {
        own if own == base.scenario.heading().next() => to.out.ones(title::SAME),
        Some(own) => {
            to.out.ones(title::OWN);
            words::write(&mut to.out, own);
        }
        None => to.out.ones(title::NONE),
    }
    to.out.bit(manual);
    let same_names = scenario.names == base.scenario.names;
    to.out.bit(!same_names);
    if !same_names {
        encode::names(&mut to.out, &scenario.names);
    }
    let old: Vec<&Statement> = base.scenario.statements().collect();
    let new: Vec<&Statement> = scenario.statements().collect();
    let list = edits(&old, &new);
    to.out.number(u32::try_from(list.len()).expect("bounded by the text"), 1);
    let mut left = old.into_iter();
    for edit in list {
        match edit {
            Edit::Keep(count) => {
                to.out.ones(0);
                to.out.number(count - 1, 2);
                left.by_ref().take(count as usize).for_each(|statement| to.learn(statement));
            }
            Edit::Insert(statement) => {
                to.out.ones(1);
                to.statement(statement);
            }
            Edit::Drop(count) => {
                to.out.ones(2);
                to.out.number(count - 1, 0);
                left.by_ref().take(count as usize).for_each(|statement| to.learn(statement));
            }
        }
    }
    Some(to.out.into_bytes())
}

fn edited(bytes: &[u8], base: &Scenario) -> Result<Scenario, Fault> {
    let mut bits = Reader::new(bytes);
    bits.bit()?;
    read_outcome(&mut bits)?;
    words::read(&mut bits)?;
    if bits.bits(32)? != base_fingerprint(base) {
        return Err(Fault::UnknownScenario);
    }
    let mut lines: Vec<Line> = match bits.ones()? {
        title::SAME => base.heading().map(heading_line).collect(),
        title::OWN => vec![heading_line(&words::read(&mut bits)?)],
        title::NONE => Vec::new(),
        _ => return Err(Fault::NewerVersion),
    };
    let manual = bits.bit()?;
    let names = if bits.bit()? { decode::names(&mut bits)? } else { base.names.clone() };
    let count = bits.number(1)?;
    let mut from = Decoder::new(bits, &names, manual);
    let mut left = base.statements();
    for _ in 0..count {
        let how = from.bits.ones()?;
        match how {
            0 | 2 => {
                let length = from.bits.number(if how == 0 { 2 } else { 0 })?;
                for _ in 0..=length {
                    let statement = left.next().ok_or(Fault::Damaged)?;
                    from.learn(statement);
                    if how == 0 {
                        lines.push(statement_line(statement.clone()));
                    }
                }
            }
            1 => lines.push(statement_line(from.statement()?)),
            _ => return Err(Fault::NewerVersion),
        }
    }
    lines.extend(left.cloned().map(statement_line));
    if from.bits.is_done() { Ok(Scenario { lines, names }) } else { Err(Fault::Damaged) }
}
