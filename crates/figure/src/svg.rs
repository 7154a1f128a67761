//! A figure as an SVG file that stands alone, with a style sheet of its own.

use std::fmt::Write;

use crate::ring::on_path;
use crate::shape::{Anchor, Figure, Form, Motion, Shape, View};
use crate::traffic::progress;

const STYLE: &str = include_str!("svg.css");
/// Room for the lanes' names above a part of a sequence diagram.
const HEAD: i32 = crate::sequence::TOP;

/// The figure at `step`, where what moves is drawn. A sequence diagram of some
/// steps in the middle is cropped to their rows.
#[must_use]
pub fn svg(figure: &Figure, step: u32) -> String {
    let mut text = String::new();
    let (top, bottom) = extent(figure);
    let (width, height) = (figure.width, bottom - top);
    let class = match figure.view {
        View::Stage => "stage",
        View::Sequence => "sequence",
        View::Ledger => "ledger",
        View::Board { .. } => "board",
    };
    put(
        &mut text,
        format_args!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" class=\"figure {class}\" width=\"{width}\" height=\"{height}\" \
             viewBox=\"0 {top} {width} {height}\">\n<style>\n{STYLE}</style>\n\
             <rect class=\"ground\" x=\"0\" y=\"{top}\" width=\"{width}\" height=\"{height}\"/>\n"
        ),
    );
    let (heads, others): (Vec<&Shape>, Vec<&Shape>) = figure.shapes.iter().partition(|shape| is_head(shape));
    for shape in others {
        draw(&mut text, shape, step);
    }
    if !heads.is_empty() {
        let strip = HEAD - 8;
        put(&mut text, format_args!("<g transform=\"translate(0 {top})\">\n"));
        put(&mut text, format_args!("<rect class=\"ground\" width=\"{width}\" height=\"{strip}\"/>\n"));
        for shape in heads {
            draw(&mut text, shape, step);
        }
        text.push_str("</g>\n");
    }
    text.push_str("</svg>\n");
    text
}

fn is_head(shape: &Shape) -> bool {
    shape.role.starts_with("lane-name")
}

fn extent(figure: &Figure) -> (i32, i32) {
    let rows =
        figure.shapes.iter().filter(|shape| shape.role == "row").filter_map(|shape| match shape.form {
            Form::Rect { y, height, .. } => Some((y, y + height)),
            Form::Group { .. }
            | Form::Circle { .. }
            | Form::Line { .. }
            | Form::Path { .. }
            | Form::Text { .. } => None,
        });
    let (first, last) = (rows.clone().map(|(top, _)| top).min(), rows.map(|(_, bottom)| bottom).max());
    match (figure.view, first, last) {
        (View::Sequence, Some(first), Some(last)) => (first - HEAD, (last + 14).min(figure.height)),
        (View::Sequence | View::Stage | View::Ledger | View::Board { .. }, _, _) => (0, figure.height),
    }
}

/// Writing to a string cannot fail.
fn put(text: &mut String, what: std::fmt::Arguments<'_>) {
    text.write_fmt(what).expect("a string takes all that is written to it");
}

fn draw(text: &mut String, shape: &Shape, step: u32) {
    let role = Escaped(&shape.role);
    match &shape.form {
        Form::Group { motion, label, children } => {
            put(text, format_args!("<g class=\"{role}\""));
            if let Some(Motion { x0, y0, cx, cy, x1, y1, .. }) = *motion {
                let t = motion.as_ref().map_or(0, |motion| progress(motion, step, 0));
                let (x, y) = on_path((x0, y0), (cx, cy), (x1, y1), t);
                put(text, format_args!(" transform=\"translate({x} {y})\""));
            }
            put(text, format_args!("><title>{}</title>\n", Escaped(label)));
            for child in children {
                draw(text, child, step);
            }
            text.push_str("</g>\n");
        }
        Form::Circle { cx, cy, r } => {
            put(text, format_args!("<circle class=\"{role}\" cx=\"{cx}\" cy=\"{cy}\" r=\"{r}\"/>\n"));
        }
        Form::Rect { x, y, width, height, rx } => put(
            text,
            format_args!(
                "<rect class=\"{role}\" x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" rx=\"{rx}\"/>\n"
            ),
        ),
        Form::Line { x1, y1, x2, y2 } => {
            put(
                text,
                format_args!("<line class=\"{role}\" x1=\"{x1}\" y1=\"{y1}\" x2=\"{x2}\" y2=\"{y2}\"/>\n"),
            );
        }
        Form::Path { d } => put(text, format_args!("<path class=\"{role}\" d=\"{d}\"/>\n")),
        Form::Text { x, y, anchor, length, text: words } => {
            let anchor = match anchor {
                Anchor::Start => "start",
                Anchor::Middle => "middle",
                Anchor::End => "end",
            };
            put(text, format_args!("<text class=\"{role}\" x=\"{x}\" y=\"{y}\" text-anchor=\"{anchor}\""));
            if let Some(length) = length {
                put(text, format_args!(" textLength=\"{length}\" lengthAdjust=\"spacingAndGlyphs\""));
            }
            put(text, format_args!(">{}</text>\n", Escaped(words)));
        }
    }
}

struct Escaped<'a>(&'a str);

impl std::fmt::Display for Escaped<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for c in self.0.chars() {
            match c {
                '<' => f.write_str("&lt;")?,
                '>' => f.write_str("&gt;")?,
                '&' => f.write_str("&amp;")?,
                '"' => f.write_str("&quot;")?,
                other => f.write_char(other)?,
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_something_in_xml_is_escaped() {
        assert_eq!(Escaped("A->B \"x\" & <y>").to_string(), "A-&gt;B &quot;x&quot; &amp; &lt;y&gt;");
    }
}
