//! Writes the generated pages of the reference: `cargo run -p nevr --example reference`.
//!
//! The folder may be named as an argument; `--check` writes nothing and fails when a page is stale.

#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a program: this is its output")]

use std::{env, fs, io, path::PathBuf, process::ExitCode};

mod pages;

/// The folder of the reference in the book.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/src/reference");

fn main() -> ExitCode {
    let (flags, names): (Vec<_>, Vec<_>) =
        env::args().skip(1).partition(|argument| argument.starts_with("--"));
    if flags.iter().any(|flag| flag != "--check") || names.len() > 1 {
        eprintln!("usage: reference [--check] [FOLDER]");
        return ExitCode::from(2);
    }
    let folder = names.first().map_or_else(|| PathBuf::from(FOLDER), PathBuf::from);
    match bring_up_to_date(&folder, !flags.is_empty()) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("{}: {error}", folder.display());
            ExitCode::FAILURE
        }
    }
}

fn bring_up_to_date(folder: &std::path::Path, check: bool) -> io::Result<ExitCode> {
    let mut stale = false;
    for page in pages::pages().map_err(io::Error::other)? {
        let file = folder.join(page.name);
        if fs::read_to_string(&file).is_ok_and(|text| text == page.text) {
            continue;
        }
        stale = true;
        if check {
            println!("stale: {}", file.display());
        } else {
            fs::write(&file, page.text)?;
            println!("wrote {}", file.display());
        }
    }
    Ok(if check && stale { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}
