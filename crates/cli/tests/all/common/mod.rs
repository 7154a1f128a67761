//! The command as a shell runs it.

use std::fs;
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// How a command ended.
#[derive(Debug)]
pub struct Ended {
    pub status: i32,
    pub out: String,
    pub err: String,
}

/// Runs `antipaxos` with these arguments, away from any terminal.
pub fn antipaxos(args: &[&str]) -> Ended {
    antipaxos_hearing(args, b"")
}

/// The same, with something on its standard input.
pub fn antipaxos_hearing(args: &[&str], input: &[u8]) -> Ended {
    let mut child = Command::new(env!("CARGO_BIN_EXE_antipaxos"))
        .args(args)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command starts");
    let mut stdin = child.stdin.take().expect("it has a standard input");
    let input = input.to_vec();
    // It may read only a part.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let ended = child.wait_with_output().expect("the command ends");
    writer.join().expect("the writer ends");
    Ended {
        status: ended.status.code().expect("it ends by itself"),
        out: String::from_utf8(ended.stdout).expect("its output is text"),
        err: String::from_utf8(ended.stderr).expect("its complaints are text"),
    }
}

/// A file for one test, with that text in it.
pub fn file(name: &str, text: &str) -> String {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    fs::write(&path, text).expect("the file can be written");
    path.to_str().expect("a plain path").to_string()
}

/// Compares with a golden file; `UPDATE_GOLDEN=1 cargo test` writes it anew.
#[track_caller]
pub fn is_golden(name: &str, now: &str) {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, now).expect("the golden file can be written");
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    assert_eq!(now, known, "{name} differs from its golden file");
}
