//! The scenarios that ship: those of `scenarios/`, and those of
//! `scenarios/rules/`, each with a rule switched off. A scenario's slug is its
//! file's name without the ending; the build script lists the files.

/// A scenario of the gallery.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuiltIn {
    pub slug: &'static str,
    pub text: &'static str,
}

include!(concat!(env!("OUT_DIR"), "/gallery.rs"));

/// The scenario of that slug.
#[must_use]
pub fn find(slug: &str) -> Option<&'static BuiltIn> {
    ALL.iter().find(|scenario| scenario.slug == slug)
}

/// The slug nearest to one that is not there.
#[must_use]
pub fn nearest(slug: &str) -> Option<&'static str> {
    ALL.iter().map(|scenario| scenario.slug).min_by_key(|known| strsim::osa_distance(slug, known))
}
