//! What goes out: to standard output and standard error, with colours on a
//! terminal alone.

use std::io::{BufWriter, ErrorKind, IsTerminal, Stdout, Write, stderr, stdout};
use std::process::ExitCode;

use crate::complaint::Complaint;

/// What the exit status says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// All is well.
    Well,
    /// An expectation, a monitor, a storm or a file is not as it should be.
    NotWell,
    /// There is nothing to answer with.
    BadInput,
}

impl From<Status> for ExitCode {
    fn from(status: Status) -> Self {
        Self::from(match status {
            Status::Well => 0,
            Status::NotWell => 1,
            Status::BadInput => 2,
        })
    }
}

/// What a piece of text is; on a terminal it is coloured.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Plain,
    /// It can be left unread.
    Aside,
    Good,
    Notable,
    Bad,
}

impl Tone {
    const fn code(self) -> Option<&'static str> {
        match self {
            Self::Plain => None,
            Self::Aside => Some("2"),
            Self::Good => Some("32"),
            Self::Notable => Some("33"),
            Self::Bad => Some("31;1"),
        }
    }
}

/// Standard output. Who stops reading it ends the writing, not the command.
#[derive(Debug)]
pub struct Output {
    to: BufWriter<Stdout>,
    coloured: bool,
    closed: bool,
}

impl Output {
    pub fn new() -> Self {
        let wanted = std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty());
        let coloured = wanted && stdout().is_terminal();
        Self { to: BufWriter::new(stdout()), coloured, closed: false }
    }

    fn checked(&mut self, result: std::io::Result<()>) -> Result<(), Complaint> {
        match result {
            Ok(()) => Ok(()),
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.closed = true;
                Ok(())
            }
            Err(error) => Err(Complaint::new(format!("standard output cannot be written: {error}"))),
        }
    }

    /// Writes the text as it is.
    pub fn write(&mut self, text: &str) -> Result<(), Complaint> {
        if self.closed {
            return Ok(());
        }
        let result = self.to.write_all(text.as_bytes());
        self.checked(result)
    }

    /// Writes a line.
    pub fn line(&mut self, tone: Tone, line: &str) -> Result<(), Complaint> {
        match tone.code().filter(|_| self.coloured && !line.is_empty()) {
            Some(code) => self.write(&format!("\x1b[{code}m{line}\x1b[0m\n")),
            None => self.write(&format!("{line}\n")),
        }
    }

    /// Writes a value as JSON, and a newline.
    pub fn json(&mut self, value: &impl serde::Serialize) -> Result<(), Complaint> {
        let text = serde_json::to_string_pretty(value);
        self.write(&(text.map_err(|error| Complaint::new(error.to_string()))? + "\n"))
    }

    /// Everything is out.
    pub fn end(&mut self) -> Result<(), Complaint> {
        if self.closed {
            return Ok(());
        }
        let result = self.to.flush();
        self.checked(result)
    }
}

/// A line on standard error. If nobody hears it, there is nobody to tell.
pub fn say(line: &str) {
    let _ = writeln!(stderr(), "{line}");
}
