//! Counts the hot paths.
//!
//! ```text
//! nevr-hot-paths count FILE FOLDER     count every path, and compare with the counts in FILE;
//!                                      UPDATE_COUNTS=1 writes FILE instead
//! nevr-hot-paths twice FILE FOLDER     the same, with everything done twice: must be refused
//! nevr-hot-paths plugins FOLDER        count requests beside 1, 5 and 20 plugins
//! nevr-hot-paths run PATH ROUNDS       run a path
//! nevr-hot-paths list                  the names of the paths
//! nevr-hot-paths memory [CLIENTS]      memory before, during and after the requests of so many
//! ```

use std::{
    env,
    error::Error,
    io::{self, Write},
    path::Path,
    process::ExitCode,
};

use nevr_hot_paths::{
    callgrind, comparison::Comparison, counts::Counts, memory, path, path::HotPath, paths,
};

/// That of the program `nevr`. Its counts depend neither on the machine's C library nor on what other
/// threads do.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

const USAGE: &str = "usage: nevr-hot-paths count|twice FILE FOLDER, plugins FOLDER, run PATH ROUNDS, list, memory [CLIENTS]";
const A_MILLION: usize = 1_000_000;

fn main() -> ExitCode {
    match command() {
        Ok(code) => code,
        Err(error) => {
            drop(writeln!(io::stderr(), "{error}"));
            ExitCode::FAILURE
        }
    }
}

fn command() -> Result<ExitCode, Box<dyn Error>> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["count", file, folder] => return count(Path::new(file), Path::new(folder)),
        ["run", name, rounds] => path::run(&find(name)?, rounds.parse()?),
        ["twice", file, folder] => twice(Path::new(file), Path::new(folder))?,
        ["plugins", folder] => plugins(Path::new(folder))?,
        ["list"] => list()?,
        ["memory"] => memory(A_MILLION)?,
        ["memory", clients] => memory(clients.parse()?)?,
        _ => return Err(USAGE.into()),
    }
    Ok(ExitCode::SUCCESS)
}

fn find(name: &str) -> Result<HotPath, String> {
    paths::find(name).ok_or_else(|| format!("there is no path `{name}`; `list` tells them"))
}

fn count(file: &Path, folder: &Path) -> Result<ExitCode, Box<dyn Error>> {
    let now = callgrind::count(paths::all(), folder, 1)?;
    let updates = env::var("UPDATE_COUNTS").is_ok_and(|value| value == "1");
    let then = match Counts::read(file) {
        Err(_) if updates => Counts::default(),
        read => read.map_err(|error| format!("{}: {error}", file.display()))?,
    };
    let comparison = Comparison::new(&then, &now);
    let mut out = io::stdout();
    write!(out, "{comparison}")?;
    if updates {
        now.replace(file)?;
    } else if !comparison.is_same() {
        writeln!(out, "\n{}", comparison.advice())?;
        return Ok(ExitCode::FAILURE);
    }
    Ok(ExitCode::SUCCESS)
}

/// Counts a path that has become twice as slow. Fails if that is accepted.
fn twice(file: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let name = "token-verified";
    let mut then = Counts::read(file)?;
    then.instructions.retain(|counted, _| counted == name);
    let now = callgrind::count(vec![find(name)?], folder, 2)?;
    if Comparison::new(&then, &now).is_same() {
        return Err(format!("`{name}` did everything twice, and nobody noticed: {now:?}").into());
    }
    Ok(())
}

fn plugins(folder: &Path) -> Result<(), Box<dyn Error>> {
    for (name, count) in callgrind::count(paths::beside_plugins(), folder, 1)?.instructions {
        writeln!(io::stdout(), "{name:<28} {count:>10}")?;
    }
    Ok(())
}

fn list() -> io::Result<()> {
    paths::all().iter().try_for_each(|path| writeln!(io::stdout(), "{}", path.name))
}

fn memory(clients: usize) -> io::Result<()> {
    let mut out = io::stdout();
    writeln!(out, "{:>10} {:>12}", "clients", "resident KiB")?;
    let mut written = Ok(());
    memory::clients(clients, |answered| {
        let line = writeln!(out, "{answered:>10} {:>12}", memory::resident());
        written = std::mem::replace(&mut written, Ok(())).and(line);
    });
    written
}
