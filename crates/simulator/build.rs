//! Lists the scenarios that ship, so that a new file in `scenarios/` is all
//! that a new scenario takes.

use std::fmt::Write;
use std::path::Path;
use std::{env, fs};

fn main() {
    let root = env::var("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let folder = Path::new(&root).join("../../scenarios");
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut files: Vec<_> = fs::read_dir(&folder)
        .expect("scenarios/ is there")
        .map(|entry| entry.expect("scenarios/ can be read").path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "paxos"))
        .collect();
    files.sort();
    let mut code =
        String::from("/// Every scenario, in the order of the slugs.\npub static ALL: &[BuiltIn] = &[\n");
    for path in files {
        println!("cargo::rerun-if-changed={}", path.display());
        let slug = path.file_stem().and_then(|stem| stem.to_str()).expect("slugs are plain");
        let text = fs::read_to_string(&path).expect("a scenario is text");
        writeln!(code, "    BuiltIn {{ slug: {slug:?}, text: {text:?} }},").expect("a string takes it");
    }
    code += "];\n";
    let out = env::var("OUT_DIR").expect("cargo sets it");
    fs::write(Path::new(&out).join("gallery.rs"), code).expect("OUT_DIR takes it");
}
