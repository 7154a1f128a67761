//! crates/wasm -> web/pkg: cargo, then wasm-bindgen's generator, then wasm-opt.

use std::ffi::{OsStr, OsString};
use std::fmt::Write as _;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use antipaxos_paxos::Rule;
use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

use crate::split;

const TARGET: &str = "wasm32-unknown-unknown";
const OUT_NAME: &str = "antipaxos";

/// How much work goes into the module.
#[derive(Clone, Copy, Debug)]
pub enum Mode {
    /// What is published: fat LTO and wasm-opt.
    Release,
    /// For work with reload: neither.
    Fast,
}

impl Mode {
    fn profile(self) -> &'static str {
        match self {
            Self::Release => "wasm-release",
            Self::Fast => "wasm-fast",
        }
    }
}

/// Builds web/pkg. What cargo built is compared with the stamp of the last time, so that nothing after
/// cargo runs twice for the same module.
pub fn build(root: &Path, mode: Mode) -> Result<()> {
    let started = Instant::now();
    let module = cargo_build(root, mode)?;
    let out = root.join("web/pkg");
    let wasm_opt = root.join("node_modules/binaryen/bin/wasm-opt");
    let stamp = stamp(root, mode, &module)?;
    if fs::read_to_string(out.join(".stamp")).is_ok_and(|last| last == stamp) {
        println!("wasm: up to date");
        return Ok(());
    }

    // Into a folder beside it and moved at the end: a reader of web/pkg never sees half of it.
    let fresh = root.join("target/pkg");
    if fresh.exists() {
        fs::remove_dir_all(&fresh)?;
    }
    Bindgen::new()
        .input_bytes(OUT_NAME, split::without_notes(&fs::read(&module)?)?)
        .out_name(OUT_NAME)
        .web(true)?
        .typescript(true)
        .remove_name_section(matches!(mode, Mode::Fast))
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate(&fresh)
        .context("wasm-bindgen's generator")?;
    let wasm = fresh.join(format!("{OUT_NAME}_bg.wasm"));
    let bytes_before = fs::metadata(&wasm)?.len();
    fs::write(fresh.join("load.d.ts"), include_str!("split/load.d.ts"))?;
    fs::write(fresh.join("rules.d.ts"), include_str!("wasm/rules.d.ts"))?;
    fs::write(fresh.join("rules.js"), rules(root)?)?;
    // The module that notes what runs is loaded with it, too; the list is added below.
    let load = include_str!("split/load.js");
    fs::write(fresh.join("load.js"), load)?;
    let rest = fresh.join(format!("{OUT_NAME}_rest.wasm"));
    let played_by_first = match mode {
        Mode::Release => {
            optimise(&wasm_opt, &wasm)?;
            split_off(root, &module, &fresh, &wasm, &rest)?
        }
        Mode::Fast => {
            fs::write(&rest, split::nothing())?;
            Vec::new()
        }
    };
    let list = format!("\nexport const playedByFirst = {played_by_first:?};\n");
    fs::write(fresh.join("load.js"), format!("{load}{list}"))?;
    fs::write(fresh.join(".stamp"), &stamp)?;
    publish(&fresh, &out)?;
    println!(
        "wasm: {} KB, {} KB before wasm-opt, in {:.1} s",
        fs::metadata(out.join(format!("{OUT_NAME}_bg.wasm")))?.len().div_ceil(1000),
        bytes_before.div_ceil(1000),
        started.elapsed().as_secs_f64()
    );
    Ok(())
}

/// What the rules say, for whoever asks why: the module itself does not carry it.
fn rules(root: &Path) -> Result<String> {
    let mut slugs = Vec::new();
    for entry in fs::read_dir(root.join("scenarios/rules"))? {
        slugs.extend(entry?.path().file_stem().and_then(|stem| stem.to_str()).map(str::to_owned));
    }
    slugs.sort();
    let shown_in = |rule: Rule| {
        let id = rule.id()?.to_lowercase();
        // R5 has three scenarios of its own: r5a, r5b, r5c.
        let of = |from: String| slugs.iter().find(|slug| slug.starts_with(&from)).map(String::as_str);
        of(format!("{id}-")).or_else(|| of(format!("{id}a-")))
    };
    let mut all = String::new();
    for rule in Rule::ALL {
        let slug = shown_in(rule).unwrap_or_default();
        if rule.id().is_some() && slug.is_empty() {
            bail!("no scenario in scenarios/rules breaks {}", rule.name());
        }
        let texts = [rule.sentence(), rule.source(), rule.popular().unwrap_or_default(), rule.reason(), slug];
        writeln!(all, "  {:?}: {texts:?},", rule.name())?;
    }
    Ok(format!("export const rules = {{\n{all}}};\n"))
}

fn cargo_build(root: &Path, mode: Mode) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--package", "antipaxos-wasm", "--target", TARGET])
        .args(["--profile", mode.profile()])
        .env("CARGO_ENCODED_RUSTFLAGS", flags(root))
        .env_remove("RUSTFLAGS")
        .status()
        .context("cargo did not start")?;
    if !status.success() {
        bail!("cargo could not build antipaxos-wasm");
    }
    let target_dir =
        std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |dir| root.join(dir));
    Ok(target_dir.join(TARGET).join(mode.profile()).join("antipaxos_wasm.wasm"))
}

/// What cargo passes to the compiler, encoded: a path may hold blanks.
///
/// Functions that keep much on the stack are not inlined: the larger a function, the more locals it has, and
/// the less of it gzip has seen before. And what is not inlined can be left out of the first part.
fn flags(root: &Path) -> OsString {
    let mut flags = remapped_paths(root);
    flags.push("-Cllvm-args=-inline-max-stacksize=32".into());
    // For the split: which data is whose.
    flags.push("-Clink-arg=--emit-relocs".into());
    flags.join(&OsString::from("\u{1f}"))
}

/// Flags that keep this machine's folders out of panic messages, so that the module's bytes are the
/// same wherever it is built.
fn remapped_paths(root: &Path) -> Vec<OsString> {
    let cargo_home = std::env::var_os("CARGO_HOME").map(PathBuf::from).or_else(|| {
        let home = std::env::var_os("HOME").or_else(|| std::env::var_os("USERPROFILE"))?;
        Some(PathBuf::from(home).join(".cargo"))
    });
    let mut flags = Vec::<OsString>::new();
    let mut remap = |from: &Path, to: &str| {
        let mut flag = OsString::from("--remap-path-prefix=");
        flag.push(from);
        flag.push("=");
        flag.push(to);
        flags.push(flag);
    };
    remap(root, ".");
    if let Some(home) = cargo_home {
        remap(&home, "cargo");
        let registries = fs::read_dir(home.join("registry/src")).into_iter().flatten().flatten();
        for registry in registries {
            remap(&registry.path(), "crates");
        }
    }
    flags
}

fn optimise(wasm_opt: &Path, wasm: &Path) -> Result<()> {
    if !wasm_opt.exists() {
        bail!("wasm-opt is missing: run `npm ci` first");
    }
    // The module's target_features section tells wasm-opt what it may use.
    let status = Command::new("node")
        .arg(wasm_opt)
        // Functions that are called once stay functions: inlined they make fewer bytes, but more when
        // gzipped. By name, like lies beside like, which gzip finds. Names (-g) are for the split.
        .args(["-Oz", "-g", "--one-caller-inline-max-function-size=0", "--reorder-functions-by-name"])
        .arg(wasm)
        .arg("-o")
        .arg(wasm)
        .status()
        .context("node did not start")?;
    if !status.success() {
        bail!("wasm-opt failed");
    }
    Ok(())
}

/// Plays the scenarios with a module that notes what runs; leaves in `wasm` what the plainest need, and puts
/// the other functions into `rest`. Returns the scenarios that need none of them.
fn split_off(root: &Path, linked: &Path, pkg: &Path, wasm: &Path, rest: &Path) -> Result<Vec<String>> {
    let whole = fs::read(wasm)?;
    let shape = split::read(&whole)?;
    let noting = root.join("target/noting.wasm");
    fs::write(&noting, split::instrument(&whole, &shape)?)?;
    let ran = profile(root, &["first".as_ref(), pkg.as_ref(), noting.as_ref()])?;
    let ran: Vec<bool> = ran.trim().bytes().map(|mark| mark == b'1').collect();
    let parts = split::split(&whole, &fs::read(linked)?, &shape, &ran)?;
    println!("wasm: {} functions first, {} in the rest", parts.first_count, parts.rest_count);
    fs::write(wasm, parts.first)?;
    fs::write(rest, parts.rest)?;
    let marks = root.join("target/marks.txt");
    let numbers: Vec<String> = parts.marks.iter().map(ToString::to_string).collect();
    fs::write(&marks, numbers.join(","))?;
    let slugs = profile(root, &["without".as_ref(), pkg.as_ref(), noting.as_ref(), marks.as_ref()])?;
    Ok(slugs.lines().map(str::to_owned).collect())
}

fn profile(root: &Path, question: &[&OsStr]) -> Result<String> {
    let output = Command::new("node")
        .arg(root.join("scripts/profile.mjs"))
        .args(question)
        .stderr(Stdio::inherit())
        .output()
        .context("node did not start")?;
    if !output.status.success() {
        bail!("scripts/profile.mjs failed");
    }
    Ok(String::from_utf8(output.stdout)?)
}

fn stamp(root: &Path, mode: Mode, module: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    hasher.write(&fs::read(module).with_context(|| module.display().to_string())?);
    hasher.write(rules(root)?.as_bytes());
    let mut sources: Vec<PathBuf> =
        ["package-lock.json", "Cargo.lock", "scripts/profile.mjs"].map(|source| root.join(source)).into();
    for folder in ["crates/xtask/src", "crates/xtask/src/split", "scenarios"] {
        for entry in fs::read_dir(root.join(folder))? {
            sources.push(entry?.path());
        }
    }
    sources.sort();
    for source in sources.iter().filter(|path| path.is_file()) {
        hasher.write(&fs::read(source).with_context(|| source.display().to_string())?);
    }
    Ok(format!("{mode:?} {:016x}\n", hasher.finish()))
}

fn publish(fresh: &Path, out: &Path) -> Result<()> {
    fs::create_dir_all(out)?;
    for old in fs::read_dir(out)? {
        let old = old?;
        if !fresh.join(old.file_name()).exists() {
            let path = old.path();
            if path.is_dir() { fs::remove_dir_all(path)? } else { fs::remove_file(path)? }
        }
    }
    for new in fs::read_dir(fresh)? {
        let new = new?;
        let to = out.join(new.file_name());
        if to.is_dir() {
            fs::remove_dir_all(&to)?;
        }
        fs::rename(new.path(), to)?;
    }
    Ok(())
}
