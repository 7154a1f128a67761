//! The rules of the house that neither cargo, clippy, the compiler nor Biome checks.

mod crates;
mod text;
mod web;

use std::fs;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// A file as the rules see it: its path from the root with `/` between folders, and its text.
#[derive(Debug)]
struct Source {
    path: String,
    text: String,
}

/// One broken rule. `line` counts from 1.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Finding {
    path: String,
    line: usize,
    message: String,
}

impl Finding {
    fn new(path: &str, line: usize, message: impl Into<String>) -> Self {
        Self { path: path.to_owned(), line, message: message.into() }
    }
}

/// Folders that hold nothing written by hand.
const SKIPPED_FOLDERS: [&str; 9] = [
    ".git",
    ".cache",
    "target",
    "node_modules",
    "dist",
    "web/pkg",
    "test-results",
    "playwright-report",
    "site",
];

const TEXT_ENDINGS: [&str; 15] = [
    "rs", "toml", "lock", "ts", "mts", "js", "mjs", "json", "html", "css", "md", "paxos", "yml", "sh", "txt",
];

/// Reads every source file and prints what breaks a rule.
pub fn check(root: &Path) -> Result<()> {
    let mut sources = Vec::new();
    collect(root, "", &mut sources)?;
    let mut findings: Vec<Finding> = sources
        .iter()
        .flat_map(|source| [text::check(source), crates::check(source), web::check(source)])
        .flatten()
        .collect();
    findings.sort();
    for Finding { path, line, message } in &findings {
        eprintln!("{path}:{line}: {message}");
    }
    if !findings.is_empty() {
        bail!("tidy: {} broken rules in {} files read", findings.len(), sources.len());
    }
    println!("tidy: {} files keep the rules of the house", sources.len());
    Ok(())
}

fn collect(root: &Path, folder: &str, sources: &mut Vec<Source>) -> Result<()> {
    for entry in fs::read_dir(root.join(folder)).with_context(|| folder.to_owned())? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = if folder.is_empty() { name } else { format!("{folder}/{name}") };
        let kind = entry.file_type()?;
        if kind.is_dir() {
            if !SKIPPED_FOLDERS.contains(&path.as_str()) {
                collect(root, &path, sources)?;
            }
        } else if kind.is_file() && is_text(&path) {
            let bytes = fs::read(entry.path()).with_context(|| path.clone())?;
            sources.push(Source { text: String::from_utf8_lossy(&bytes).into_owned(), path });
        }
    }
    Ok(())
}

fn is_text(path: &str) -> bool {
    path == ".ci/run" || path.rsplit_once('.').is_some_and(|(_, ending)| TEXT_ENDINGS.contains(&ending))
}
