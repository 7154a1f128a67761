//! Text to scenario. Nodes are collected first, so that every other line can
//! be checked where it stands.

mod change;
mod cursor;
mod examples;
mod head;
mod script;

use antipaxos_paxos::NodeId;
use antipaxos_paxos::describe::Names;

use super::lexer::{Lexed, Token, lex};
use super::{Line, MAX_TEXT, RoleLine, Scenario, Statement};
use crate::diagnostic::{Code, Diagnostic};
use crate::settings::MAX_NODES;
use cursor::Cursor;

/// Parses a scenario and checks that it makes sense as a whole.
///
/// # Errors
/// The first fault, with its line and column.
pub fn parse(text: &str) -> Result<Scenario, Diagnostic> {
    if text.len() > MAX_TEXT {
        let size = text.len();
        return Err(Diagnostic {
            code: Code::TooLong,
            line: 1,
            column: 1,
            message: format!("the text is {size} bytes long"),
            expected: Some(format!("at most {MAX_TEXT} bytes")),
            hint: Some("take something out".to_string()),
        });
    }
    parse_again(text)
}

/// Parses a text of any length: one that was printed may be longer than what
/// was written.
pub(crate) fn parse_again(text: &str) -> Result<Scenario, Diagnostic> {
    let lexed: Vec<Lexed> =
        (1..).zip(text.lines()).map(|(number, line)| lex(number, line)).collect::<Result<_, _>>()?;
    let names = declared(&lexed)?;
    let mut lines = Vec::with_capacity(lexed.len());
    for (number, line) in (1..).zip(lexed) {
        let comment = line.comment.clone();
        let statement = statement(number, &line, &names)?;
        lines.push(Line { statement, comment });
    }
    while lines.last().is_some_and(|line| *line == Line::default()) {
        lines.pop();
    }
    let scenario = Scenario { lines, names };
    scenario.compile()?;
    Ok(scenario)
}

const ROLES: [(&str, RoleLine); 4] = [
    ("replicas", RoleLine::Replicas),
    ("proposers", RoleLine::Proposers),
    ("acceptors", RoleLine::Acceptors),
    ("learners", RoleLine::Learners),
];

/// Words that mean something else, and so name no node.
const RESERVED: [&str; 22] = [
    "all", "leader", "at", "on", "after", "again", "note", "expect", "with", "without", "in", "up", "safe",
    "logs", "set", "get", "add", "step", "disk", "calm", "heal", "no",
];

fn role_of(line: &Lexed) -> Option<RoleLine> {
    match line.tokens.first() {
        Some((_, Token::Word(word))) => ROLES.iter().find(|(name, _)| name == word).map(|(_, role)| *role),
        _ => None,
    }
}

/// The nodes' names, in the order in which the text declares them.
fn declared(lines: &[Lexed]) -> Result<Names, Diagnostic> {
    let mut names: Vec<String> = Vec::new();
    for (number, line) in (1..).zip(lines) {
        let Some(role) = role_of(line) else { continue };
        let mut cursor = Cursor::new(number, line, None);
        cursor.next();
        let mut here: Vec<String> = Vec::new();
        while !cursor.is_done() {
            let column = cursor.column();
            let name = cursor.any_word("a node's name, such as A")?;
            let fault = |message: String, hint: &str| {
                cursor.fault_at(
                    column,
                    Code::Syntax,
                    message,
                    Some("a node's name, such as A or P1"),
                    Some(hint),
                )
            };
            let plain = name.len() <= 4
                && name.starts_with(|c: char| c.is_ascii_alphabetic())
                && name.chars().all(|c| c.is_ascii_alphanumeric());
            if !plain {
                return Err(fault(
                    format!("“{name}” names no node"),
                    "names are one to four letters and digits, a letter first",
                ));
            }
            let client =
                name.starts_with('c') && name[1..].chars().all(|c| c.is_ascii_digit()) && name.len() > 1;
            if client || RESERVED.contains(&name.as_str()) {
                return Err(fault(format!("“{name}” means something else"), "choose another name"));
            }
            if here.contains(&name) {
                return Err(fault(format!("“{name}” stands here twice"), "name each node once"));
            }
            here.push(name);
        }
        if here.is_empty() {
            return Err(cursor.fault(
                Code::Missing,
                "no node is named",
                Some("a node's name, such as A"),
                None,
            ));
        }
        for name in here {
            if !names.contains(&name) {
                names.push(name);
            } else if role == RoleLine::Replicas {
                let message = format!("“{name}” is declared already");
                return Err(Diagnostic {
                    code: Code::Contradiction,
                    line: number,
                    column: 1,
                    message,
                    expected: None,
                    hint: Some("a replica has every role: declare it once".to_string()),
                });
            }
        }
    }
    if names.len() > usize::from(MAX_NODES) {
        return Err(Diagnostic {
            code: Code::TooMany,
            line: 1,
            column: 1,
            message: format!("{} nodes", names.len()),
            expected: Some(format!("at most {MAX_NODES} nodes")),
            hint: None,
        });
    }
    if names.is_empty() {
        names = ["A", "B", "C"].map(str::to_string).to_vec();
    }
    Ok(Names::new(names))
}

fn statement(number: u32, line: &Lexed, names: &Names) -> Result<Option<Statement>, Diagnostic> {
    let mut cursor = Cursor::new(number, line, Some(names));
    if cursor.is_done() {
        return Ok(None);
    }
    let statement = cursor.statement().and_then(|statement| cursor.done().map(|()| statement));
    statement.map(Some).map_err(|fault| cursor.taught(fault))
}

/// One action line alone, as a person's click or a program puts it.
pub(super) fn action(text: &str, names: &Names) -> Result<super::Act, Diagnostic> {
    let line = lex(1, text)?;
    let mut cursor = Cursor::new(1, &line, Some(names));
    let act = cursor.act(None).and_then(|act| cursor.done().map(|()| act));
    act.map_err(|fault| cursor.taught(fault))
}

impl Cursor<'_> {
    fn statement(&mut self) -> Result<Statement, Diagnostic> {
        const HEAD: [&str; 16] = [
            "protocol",
            "replicas",
            "proposers",
            "acceptors",
            "learners",
            "quorums",
            "network",
            "rules",
            "monitors",
            "timers",
            "leader",
            "prefix",
            "until",
            "note",
            "expect",
            "at",
        ];
        let Some(word) = self.peek_word() else {
            return Err(self.fault(
                Code::Syntax,
                "a line begins with a word",
                Some("protocol, at, crash, …"),
                None,
            ));
        };
        self.construct(examples::key(&word));
        if let Some((_, role)) = ROLES.iter().find(|(name, _)| *name == word) {
            self.next();
            return Ok(Statement::Roles(*role, self.nodes()?));
        }
        match word.as_str() {
            "protocol" => self.protocol(),
            "quorums" => self.quorums(),
            "network" => self.network(),
            "rules" => self.rules(),
            "monitors" => self.monitors(),
            "timers" => self.timers(),
            "leader" => {
                self.next();
                Ok(Statement::Leader(self.node()?))
            }
            "prefix" => self.prefix(),
            "until" => {
                self.next();
                Ok(Statement::Until { ms: self.duration()? })
            }
            "link" | "slow" | "clock" => Ok(Statement::Given(self.change()?)),
            "note" => self.note(),
            "expect" => {
                self.next();
                Ok(Statement::Expect(self.expectation()?))
            }
            _ => self.scripted(&HEAD),
        }
    }

    fn nodes(&mut self) -> Result<Vec<NodeId>, Diagnostic> {
        let mut nodes = vec![self.node()?];
        while !self.is_done() && self.peek_word().is_some() {
            nodes.push(self.node()?);
        }
        Ok(nodes)
    }
}
