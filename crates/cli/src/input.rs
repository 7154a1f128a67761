//! Where a scenario comes from: a file, a slug, or standard input.

use std::fs::File;
use std::io::{ErrorKind, Read, stdin};

use antipaxos_simulator::scenario::{MAX_TEXT, Scenario, parse};
use antipaxos_simulator::{Session, gallery};

use crate::complaint::{Complaint, visible};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    File,
    Slug,
    StandardInput,
}

/// A scenario's text, and how to speak of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    pub name: String,
    pub kind: Kind,
    pub text: String,
}

impl Source {
    /// A file of that name; else the scenario of that slug; `-` is standard
    /// input.
    ///
    /// # Errors
    /// There is neither, or it is no text.
    pub fn read(what: &str) -> Result<Self, Complaint> {
        if what == "-" {
            return Self::take("standard input", Kind::StandardInput, stdin().lock());
        }
        match File::open(what) {
            Ok(file) => Self::take(what, Kind::File, file),
            Err(error) if error.kind() == ErrorKind::NotFound => Self::shipped(what),
            Err(error) => Err(Complaint::new(format!("{} cannot be read: {error}", visible(what)))),
        }
    }

    fn shipped(slug: &str) -> Result<Self, Complaint> {
        if let Some(found) = gallery::find(slug) {
            let (name, text) = (slug.to_string(), found.text.to_string());
            return Ok(Self { name, kind: Kind::Slug, text });
        }
        let plain = slug.strip_suffix(".paxos").unwrap_or(slug);
        let plain = plain.rsplit('/').next().unwrap_or(plain);
        let nearest = gallery::nearest(plain).unwrap_or("s01a-basic");
        let slug = visible(slug);
        Err(Complaint::new(format!(
            "there is no file and no scenario “{slug}” (did you mean “{nearest}”? `antipaxos list` lists them)"
        )))
    }

    fn take(name: &str, kind: Kind, from: impl Read) -> Result<Self, Complaint> {
        let mut bytes = Vec::new();
        // One byte too many is enough to say that it is too long.
        let read = from.take(MAX_TEXT as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|error| Complaint::new(format!("{} cannot be read: {error}", visible(name))))?;
        if bytes.len() > MAX_TEXT {
            return Err(Complaint::new(format!(
                "{}:1:1: too-long: the text is longer than {MAX_TEXT} bytes; take something out",
                visible(name)
            )));
        }
        let text = String::from_utf8(bytes).map_err(|fault| {
            let good = fault.utf8_error().valid_up_to();
            let line = fault.as_bytes()[..good].split(|byte| *byte == b'\n').count();
            Complaint::new(format!("{}:{line}: bad-character: this is no UTF-8", visible(name)))
        })?;
        // Some editors put a mark at a file's beginning that nobody sees.
        let text = match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_string(),
            None => text,
        };
        Ok(Self { name: name.to_string(), kind, text })
    }

    pub fn parse(&self) -> Result<Scenario, Complaint> {
        parse(&self.text).map_err(|fault| Complaint::of(&fault, self))
    }

    /// Plays it to its end.
    pub fn play(&self) -> Result<Session, Complaint> {
        Session::open(&self.text).map_err(|fault| Complaint::of(&fault, self))
    }
}
