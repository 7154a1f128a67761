//! crates/wasm -> web/pkg: cargo, then wasm-bindgen's generator, then wasm-opt.

use std::ffi::OsString;
use std::fs;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};
use wasm_bindgen_cli_support::Bindgen;

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
        .input_path(&module)
        .out_name(OUT_NAME)
        .web(true)?
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .omit_default_module_path(true)
        .generate(&fresh)
        .context("wasm-bindgen's generator")?;
    let wasm = fresh.join(format!("{OUT_NAME}_bg.wasm"));
    let bytes_before = fs::metadata(&wasm)?.len();
    match mode {
        Mode::Release => optimise(&wasm_opt, &wasm)?,
        Mode::Fast => {}
    }
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

fn cargo_build(root: &Path, mode: Mode) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--package", "antipaxos-wasm", "--target", TARGET])
        .args(["--profile", mode.profile()])
        .env("CARGO_ENCODED_RUSTFLAGS", remapped_paths(root))
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

/// Flags that keep this machine's folders out of panic messages, so that the module's bytes are the
/// same wherever it is built. Encoded: a path may hold blanks.
fn remapped_paths(root: &Path) -> OsString {
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
    flags.join(&OsString::from("\u{1f}"))
}

fn optimise(wasm_opt: &Path, wasm: &Path) -> Result<()> {
    if !wasm_opt.exists() {
        bail!("wasm-opt is missing: run `npm ci` first");
    }
    // The module's target_features section tells wasm-opt what it may use.
    let status = Command::new("node")
        .arg(wasm_opt)
        .arg("-Oz")
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

fn stamp(root: &Path, mode: Mode, module: &Path) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    hasher.write(&fs::read(module).with_context(|| module.display().to_string())?);
    for tool in ["package-lock.json", "Cargo.lock", "crates/xtask/src/wasm.rs"] {
        hasher.write(&fs::read(root.join(tool)).with_context(|| tool.to_owned())?);
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
