//! How wide a text is. Fonts differ between machines, so widths are counted in
//! the advances of a monospace font: what must not collide is printed in one,
//! with its length fixed, and other texts come out narrower than this.

/// An advance in thousandths of the font size (DejaVu Sans Mono's 0.602).
const ADVANCE: i32 = 602;

/// The width of `text` in pixels, at a font size in tenths of a pixel.
pub(crate) fn width(text: &str, size_tenths: i32) -> i32 {
    let chars = i32::try_from(text.chars().take(10_000).count()).unwrap_or(10_000);
    (chars * size_tenths * ADVANCE + 9_999) / 10_000
}

/// The sizes that the style sheets give the roles, in tenths of a pixel.
pub(crate) mod size {
    pub const MESSAGE: i32 = 120;
    pub const DETAIL: i32 = 115;
    pub const BADGE: i32 = 120;
    pub const ROLE: i32 = 115;
    pub const NAME: i32 = 210;
    pub const CLIENT: i32 = 130;
    pub const LANE: i32 = 160;
    pub const LABEL: i32 = 120;
    pub const EVENT: i32 = 115;
    /// Bold.
    pub const BAND: i32 = 125;
    /// Of 125 tenths, in a font that is not monospaced, and so narrower.
    pub const SENTENCE: i32 = 112;
}

/// The first of `texts` that is at most `room` wide, with its width.
pub(crate) fn first_fit(
    texts: impl IntoIterator<Item = String>,
    size_tenths: i32,
    room: i32,
) -> Option<(String, i32)> {
    texts
        .into_iter()
        .map(|text| (width(&text, size_tenths), text))
        .find(|(width, _)| *width <= room)
        .map(|(w, t)| (t, w))
}

/// `text`, cut to `room` with an ellipsis where it is longer.
pub(crate) fn cut(text: &str, size_tenths: i32, room: i32) -> String {
    if width(text, size_tenths) <= room {
        return text.to_string();
    }
    let mut kept: Vec<char> = text.chars().collect();
    while kept.pop().is_some() {
        let shorter = kept.iter().collect::<String>().trim_end().to_string() + "…";
        if width(&shorter, size_tenths) <= room {
            return shorter;
        }
    }
    String::new()
}

/// `text` broken at blanks into lines of at most `room`; a longer word is cut.
pub(crate) fn lines(text: &str, size_tenths: i32, room: i32) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in text.split(' ') {
        let longer = lines.last().map(|line| format!("{line} {word}"));
        match (lines.last_mut(), longer) {
            (Some(line), Some(longer)) if width(&longer, size_tenths) <= room => *line = longer,
            _ => lines.push(cut(word, size_tenths, room)),
        }
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn widths_are_rounded_up() {
        assert_eq!(width("", 120), 0);
        assert_eq!(width("x", 120), 8);
        assert_eq!(width("Accept 2.B", 120), 73);
        assert_eq!(width("Accept 2.B", 115), 70);
    }

    #[test]
    fn lines_break_at_blanks() {
        assert_eq!(lines("a quorum hears of it", 120, 80), ["a quorum", "hears of it"]);
        assert_eq!(lines("incomprehensible", 120, 40), ["inco…"]);
        assert_eq!(lines("", 120, 40), [""]);
    }

    #[test]
    fn a_long_text_ends_in_an_ellipsis() {
        assert_eq!(cut("#2 is chosen", 120, 200), "#2 is chosen");
        assert_eq!(cut("#2 is chosen", 120, 48), "#2 is…");
        assert_eq!(cut("#2 is chosen", 120, 3), "");
    }
}
