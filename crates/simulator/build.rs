//! Lists the scenarios that ship, so that a new file in `scenarios/` or
//! `scenarios/rules/` is all that a new scenario takes.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let folder = Path::new(&root).join("../../scenarios");
    let mut files = scenarios_in(&folder);
    files.sort();
    let mut rules = scenarios_in(&folder.join("rules"));
    rules.sort_by_key(|path| place(&slug(path)));
    let mut code = String::from(
        "/// Every scenario, those with a rule switched off at the end.\npub static ALL: &[BuiltIn] = &[\n",
    );
    for path in files.iter().chain(&rules) {
        println!("cargo::rerun-if-changed={}", path.display());
        let slug = slug(path);
        let text = fs::read_to_string(path).expect("a scenario is text");
        writeln!(code, "    BuiltIn {{ slug: {slug:?}, text: {text:?} }},").expect("a string takes it");
    }
    code += "];\n";
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("gallery.rs"), code).expect("OUT_DIR takes it");
}

fn scenarios_in(folder: &Path) -> Vec<PathBuf> {
    println!("cargo::rerun-if-changed={}", folder.display());
    fs::read_dir(folder)
        .expect("the folder is there")
        .map(|entry| entry.expect("the folder can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "paxos"))
        .collect()
}

fn slug(path: &Path) -> String {
    path.file_stem().and_then(|stem| stem.to_str()).expect("slugs are plain").to_string()
}

/// By the rule's id: R before M, 2 before 10.
fn place(slug: &str) -> (bool, u32, String) {
    let digits: String = slug.chars().skip(1).take_while(char::is_ascii_digit).collect();
    (!slug.starts_with('r'), digits.parse().expect("a slug begins with its rule's id"), slug.to_string())
}
