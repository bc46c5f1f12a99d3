//! Counting under callgrind, which runs the program on a processor of its own making and counts what
//! each function executes: the same on a busy machine as on an idle one.

use std::{
    env, fs, io,
    path::{Path, PathBuf},
    process::Command,
    sync::Mutex,
    thread,
};

use crate::{counts::Counts, path::HotPath};

/// The name under which [`counted`](crate::path::counted) is known to callgrind.
const COUNTED: &str = "nevr_hot_paths::path::counted";

/// The paths could not be counted.
#[derive(Debug, thiserror::Error)]
pub enum CountError {
    /// A program that is needed can't be started.
    #[error("`{0}` can't be started; `.ci/install` installs it: {1}")]
    Start(&'static str, io::Error),
    /// The path failed, or callgrind did.
    #[error("`{0}` could not be counted:\n{1}")]
    Failed(String, String),
    /// The file of callgrind has no sum.
    #[error("{0} is not what callgrind writes")]
    Output(PathBuf),
    /// A folder or file can't be used.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// Counts every path, as many at a time as there are processors. What callgrind writes of each is
/// left in `folder`, as `NAME.out.1`.
///
/// `repeats` is 1; with 2 each path does everything twice, so that a check of the counts can be seen
/// to fail.
pub fn count(paths: Vec<HotPath>, folder: &Path, repeats: usize) -> Result<Counts, CountError> {
    fs::create_dir_all(folder)?;
    let waiting = Mutex::new(paths);
    let next = || waiting.lock().unwrap().pop();
    let work = || {
        let mut counted = Vec::new();
        while let Some(path) = next() {
            counted.push((path.name.to_owned(), count_one(&path, folder, repeats)?));
        }
        Ok::<_, CountError>(counted)
    };
    let threads = thread::available_parallelism()?.get();
    let counted: Vec<_> = thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().map(|worker| worker.join().unwrap()).collect()
    });
    let mut instructions = Vec::new();
    for of_one in counted {
        instructions.extend(of_one?);
    }
    Ok(Counts {
        rustc: version_of("rustc")?,
        valgrind: version_of("valgrind")?,
        instructions: instructions.into_iter().collect(),
    })
}

/// Returns the instructions of a round.
fn count_one(path: &HotPath, folder: &Path, repeats: usize) -> Result<u64, CountError> {
    let out = folder.join(format!("{}.out", path.name));
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--quiet"])
        .arg(format!("--zero-before={COUNTED}"))
        .arg(format!("--dump-after={COUNTED}"))
        .arg(format!("--callgrind-out-file={}", out.display()))
        .arg(env::current_exe()?)
        .args(["run", path.name, &(path.rounds * repeats).to_string()])
        .env_remove("NEVR_LOG")
        .output()
        .map_err(|error| CountError::Start("valgrind", error))?;
    if !output.status.success() {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        return Err(CountError::Failed(path.name.to_owned(), stderr));
    }
    // The first part ends with the rounds, the last one with the program.
    let part = folder.join(format!("{}.out.1", path.name));
    let sum = sum(&fs::read_to_string(&part)?).ok_or(CountError::Output(part))?;
    Ok(sum / u64::try_from(path.rounds).unwrap())
}

/// Returns the sum of a file of callgrind. Its line `summary` counts other threads from their begin.
fn sum(text: &str) -> Option<u64> {
    text.lines().find_map(|line| line.strip_prefix("totals: "))?.parse().ok()
}

/// Returns the number in what a program prints as its version: `rustc 1.95.0 (…)`,
/// `valgrind-3.24.0`.
fn version_of(program: &'static str) -> Result<String, CountError> {
    let output = Command::new(program).arg("--version").output();
    let output = output.map_err(|error| CountError::Start(program, error))?;
    let text = String::from_utf8_lossy(&output.stdout);
    let number =
        text.split([' ', '-', '\n']).find(|part| part.starts_with(|c: char| c.is_numeric()));
    Ok(number.unwrap_or_default().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_of_a_part_is_that_of_its_lines() {
        let part = "# callgrind format\nsummary: 155299164\n\nfn=(1)\n12 5\ntotals: 135959222\n";
        assert_eq!(sum(part), Some(135_959_222));
        assert_eq!(sum("no file of callgrind"), None);
    }
}
