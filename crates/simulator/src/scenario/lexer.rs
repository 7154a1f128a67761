//! A line of a scenario, taken apart into tokens with their columns.

use crate::diagnostic::{Code, Diagnostic};

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Token {
    /// Letters, digits and `. - _ # %`.
    Word(String),
    /// `"..."`
    Text(String),
    Arrow,
    Colon,
    Bar,
    Equals,
}

#[derive(Clone, Debug)]
pub(super) struct Lexed {
    /// With columns, from 1.
    pub tokens: Vec<(u32, Token)>,
    pub comment: Option<String>,
    /// The column after the last token.
    pub end: u32,
}

const fn in_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_' | '#' | '%')
}

/// Characters that change how text around them is shown or read.
#[must_use]
pub fn is_hidden(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
        || (c.is_control() && c != '\t')
}

pub(super) fn lex(line: u32, text: &str) -> Result<Lexed, Diagnostic> {
    let fault = |column: u32, code, message: String, hint: &str| Diagnostic {
        code,
        line,
        column,
        message,
        expected: None,
        hint: Some(hint.to_string()),
    };
    let chars: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut at = 0;
    if let Some((column, hidden)) = (1..).zip(&chars).find(|(_, c)| is_hidden(**c)) {
        let message = format!("the character U+{:04X} cannot be seen", u32::from(*hidden));
        return Err(fault(column, Code::BadCharacter, message, "delete it"));
    }
    let mut comment = None;
    while at < chars.len() {
        let column = u32::try_from(at).expect("lines are bounded") + 1;
        let c = chars[at];
        let next = chars.get(at + 1).copied();
        if c == ' ' || c == '\t' {
            at += 1;
        } else if c == '#' && matches!(next, None | Some(' ' | '\t')) {
            let rest: String = chars[at + 1..].iter().collect();
            comment = Some(rest.trim().to_string());
            break;
        } else if c == '-' && next == Some('>') {
            tokens.push((column, Token::Arrow));
            at += 2;
        } else if c == '"' {
            let Some(length) = chars[at + 1..].iter().position(|c| *c == '"') else {
                let hint = "put a \" behind the text";
                return Err(fault(column, Code::Syntax, "this text does not end".to_string(), hint));
            };
            tokens.push((column, Token::Text(chars[at + 1..=at + length].iter().collect())));
            at += length + 2;
        } else if in_word(c) {
            let mut word = String::new();
            while at < chars.len()
                && in_word(chars[at])
                && !(chars[at] == '-' && chars.get(at + 1) == Some(&'>'))
            {
                word.push(chars[at]);
                at += 1;
            }
            tokens.push((column, Token::Word(word)));
        } else {
            let token = match c {
                ':' => Token::Colon,
                '|' => Token::Bar,
                '=' => Token::Equals,
                _ => {
                    let message = format!("unexpected character {c:?}");
                    let hint =
                        "only notes and comments may hold other characters than ASCII letters and digits";
                    return Err(fault(column, Code::BadCharacter, message, hint));
                }
            };
            tokens.push((column, token));
            at += 1;
        }
    }
    let end = tokens.last().map_or(1, |(column, token)| {
        column
            + match token {
                Token::Word(word) => u32::try_from(word.chars().count()).unwrap_or(0),
                Token::Text(text) => u32::try_from(text.chars().count()).unwrap_or(0) + 2,
                Token::Arrow => 2,
                Token::Colon | Token::Bar | Token::Equals => 1,
            }
    });
    Ok(Lexed { tokens, comment, end })
}
