//! Titles and notes: a fixed code of whole bits for letters, pieces of words
//! and words. It is a table, not a method: what a text costs depends on
//! nothing but the text.

use super::Fault;
use super::bits::{Reader, Writer};
use crate::scenario::MAX_TEXT;

/// The end of a text.
const END: &str = "\u{3}";
/// Another character follows, by its number.
const OTHER: &str = "\u{1b}";

/// Length in bits, and the pieces with codes of that length, in the order of
/// their codes. Made once from the texts of the shipped scenarios (Huffman).
/// A part of format version 1: never changed, not even to add to it.
#[rustfmt::skip]
const PIECES: [(u32, &[&str]); 13] = [
    (3, &[" "]),
    (4, &["e"]),
    (5, &["a", "l", "o", "s", "s ", "t"]),
    (6, &[" a", ", ", ".", ". ", "A", "\u{3}", "c", "d", "er", "i", "m", "n", "r", "y"]),
    (7, &[" is ", " it", " the ", "1", "2", ":", "P", "b", "ed ", "en", "es ", "f", "for", "g", "h", "in", "it", "k", "one", "p", "re", "st", "u", "w", "x"]),
    (8, &[" and ", " be", " has ", " of", " that", " to ", " vote", ", and ", "-", "3", "B", "ballot", "chosen", "ed", "ever", "ha", "not", "on", "or", "ou", "promis", "th", "the ", "with"]),
    (9, &[" know", " lead", " slot", " th", " the", " wa", "\"", "'s ", "(", ")", ". It", "0", ";", "C", "N", "T", "The ", "W", "ach", "and ", "are ", "ccept", "client", "from", "hear", "high", "ive", "messag", "nothing", "own", "propos", "quorum", "report", "the", "two", "v", "value", "vote", "wh", "what"]),
    (10, &[" acceptor", " answer", " in ballot ", " step", "4", "E", "F", "L", "M", "O", "S", "and", "answer", "back", "com", "comm", "crash", "ction", "disk", "execut", "first", "learn", "obody", "replica", "request", "same", "thing", "ver", "which"]),
    (11, &[" to", "5", "D", "H", "I", "R", "before", "follow", "leader", "q", "under way", "z"]),
    (12, &["#", "'", "6", "7", "8", "9", ">", "?", "V", "j", "step"]),
    (13, &["%", ",", "\u{1b}", "K", "U", "“", "”", "…"]),
    (14, &["X", "Y", "^", "_", "`", "{", "|", "}", "~", "–", "—", "’"]),
    (15, &["!", "$", "&", "*", "+", "/", "<", "=", "@", "G", "J", "Q", "Z", "[", "\\", "]"]),
];

/// Length in bits, first code and pieces, row by row.
fn rows() -> impl Iterator<Item = (u32, u32, &'static [&'static str])> {
    let mut next = 0;
    let mut width = 0;
    PIECES.iter().map(move |(bits, pieces)| {
        next <<= bits - width;
        width = *bits;
        let first = next;
        next += u32::try_from(pieces.len()).expect("a short table");
        (*bits, first, *pieces)
    })
}

/// The longest piece that `text` begins with.
fn longest(text: &str) -> Option<(&'static str, u32, u32)> {
    let all = rows().flat_map(|(bits, first, pieces)| {
        (first..).zip(pieces).map(move |(code, piece)| (*piece, code, bits))
    });
    let fits = all.filter(|(piece, ..)| text.starts_with(*piece) && *piece != END && *piece != OTHER);
    fits.max_by_key(|(piece, ..)| piece.len())
}

fn special(piece: &str) -> (u32, u32) {
    let found = rows().find_map(|(bits, first, pieces)| {
        let at = pieces.iter().position(|known| *known == piece)?;
        Some((first + u32::try_from(at).expect("a short table"), bits))
    });
    found.expect("the table has it")
}

pub(super) fn write(writer: &mut Writer, text: &str) {
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        if let Some((piece, code, bits)) = longest(rest) {
            writer.bits(code, bits);
            rest = &rest[piece.len()..];
        } else {
            let (code, bits) = special(OTHER);
            writer.bits(code, bits);
            writer.number(u32::from(c), 8);
            rest = &rest[c.len_utf8()..];
        }
    }
    let (code, bits) = special(END);
    writer.bits(code, bits);
}

fn piece(reader: &mut Reader<'_>) -> Result<&'static str, Fault> {
    let (mut code, mut width) = (0, 0);
    for (bits, first, pieces) in rows() {
        code = code << (bits - width) | reader.bits(bits - width)?;
        width = bits;
        // Codes of this length are the smallest that are left.
        if let Some(piece) = pieces.get((code - first) as usize) {
            return Ok(piece);
        }
    }
    Err(Fault::Damaged)
}

/// # Errors
/// Damaged; limits, where it is longer than a scenario.
pub(super) fn read(reader: &mut Reader<'_>) -> Result<String, Fault> {
    let mut text = String::new();
    loop {
        match piece(reader)? {
            END => return Ok(text),
            OTHER => text.push(char::from_u32(reader.number(8)?).ok_or(Fault::Damaged)?),
            piece => text.push_str(piece),
        }
        if text.len() > MAX_TEXT {
            return Err(Fault::Limits);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(text: &str) -> Vec<u8> {
        let mut writer = Writer::default();
        write(&mut writer, text);
        writer.into_bytes()
    }

    #[test]
    fn texts_come_back() {
        let strange = "“Ä” — \u{1f600}\u{10ffff} \u{3}\u{1b}\"`\\ under way, under wa";
        for text in ["", "a", "The promise is kept.", strange] {
            assert_eq!(read(&mut Reader::new(&bytes(text))).as_deref(), Ok(text));
        }
        let ascii: String = (' '..='~').collect();
        assert_eq!(read(&mut Reader::new(&bytes(&ascii))), Ok(ascii));
    }

    /// Every sequence of bits is the beginning of some text, and each piece
    /// has a code of its own.
    #[test]
    fn the_table_is_whole() {
        let used: u64 = PIECES.iter().map(|(bits, pieces)| (pieces.len() as u64) << (32 - bits)).sum();
        assert_eq!(used, 1 << 32);
        let mut all: Vec<&str> = PIECES.iter().flat_map(|(_, pieces)| pieces.iter().copied()).collect();
        let count = all.len();
        all.sort_unstable();
        all.dedup();
        assert_eq!(all.len(), count);
    }

    #[test]
    fn english_takes_half_a_byte_a_letter() {
        let note =
            "A2 has promised 2.P2 to P2: it will vote in no ballot below. P1's Accepts are still under way.";
        assert_eq!((note.len(), bytes(note).len()), (94, 38));
    }

    #[test]
    fn the_table_stays_as_it_was_published() {
        let all = format!("{PIECES:?}");
        assert_eq!(super::super::check::crc32(&[all.as_bytes()]), 4_023_587_290);
    }
}
