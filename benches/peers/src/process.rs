//! Child processes: how they are started and ended, and what they use.

use std::{
    collections::BTreeMap,
    ffi::OsStr,
    fs,
    process::{Child, Command, Output, Stdio},
    thread,
    time::{Duration, Instant},
};

use crate::failure::Failure;

/// The kernel counts the time of processes in hundredths of a second.
const TICK: Duration = Duration::from_millis(10);
/// How long a process may take to end after it was asked to.
const PATIENCE: Duration = Duration::from_secs(20);

/// A child process, which ends with this value.
pub(crate) struct Running {
    child: Child,
}

/// What a process and its descendants use.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Usage {
    /// Memory, in KiB. Pages that processes share count once for each of them.
    pub(crate) memory: u64,
    /// The most memory that each process had at any time, added up, in KiB.
    pub(crate) peak: u64,
    /// Time on a processor since it started.
    pub(crate) processor: Duration,
}

/// Returns a command for a process that ends with this one, even if this one is killed.
pub(crate) fn command(program: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new("setpriv");
    command.args(["--pdeathsig", "TERM"]).arg(program);
    command
}

impl Running {
    pub(crate) fn start(command: &mut Command) -> Result<Self, Failure> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).spawn();
        Ok(Self { child: child.map_err(|error| Failure::program(&name, error.to_string()))? })
    }

    pub(crate) fn take_stdout(&mut self) -> Option<std::process::ChildStdout> {
        self.child.stdout.take()
    }

    pub(crate) fn has_ended(&mut self) -> bool {
        !matches!(self.child.try_wait(), Ok(None))
    }

    pub(crate) fn usage(&self) -> Usage {
        usage(self.child.id())
    }

    /// Asks it to end, and waits until it has.
    pub(crate) fn stop(&mut self) {
        let begun = Instant::now();
        if !self.has_ended() {
            drop(Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status());
        }
        while !self.has_ended() && begun.elapsed() < PATIENCE {
            pause(Duration::from_millis(20));
        }
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop();
    }
}

/// Runs a program to its end, and returns what it wrote to its standard output.
pub(crate) fn run(command: &mut Command) -> Result<String, Failure> {
    let name = command.get_program().to_string_lossy().into_owned();
    let Output { status, stdout, stderr } = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| Failure::program(&name, error.to_string()))?;
    if status.success() {
        return Ok(String::from_utf8_lossy(&stdout).into_owned());
    }
    let arguments: Vec<_> = command.get_args().map(|it| it.to_string_lossy()).collect();
    let said = format!("{} {}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
    Err(Failure::program(&format!("{name} {}", arguments.join(" ")), said.trim()))
}

/// Waits. Nothing wakes a thread of the benchmark before its time, and where something did, it would
/// only look once more.
pub(crate) fn pause(time: Duration) {
    thread::park_timeout(time);
}

/// What a process and all of its descendants use. A process that ended meanwhile uses nothing.
pub(crate) fn usage(root: u32) -> Usage {
    let mut sum = Usage::default();
    for id in tree(root) {
        let status = fs::read_to_string(format!("/proc/{id}/status")).unwrap_or_default();
        sum.memory += kibibytes(&status, "VmRSS:");
        sum.peak += kibibytes(&status, "VmHWM:");
        if let Some(stat) = Stat::read(id) {
            sum.processor += TICK * stat.ticks;
        }
    }
    sum
}

/// A process with its descendants.
fn tree(root: u32) -> Vec<u32> {
    let mut children: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
    for entry in fs::read_dir("/proc").into_iter().flatten().flatten() {
        let Ok(id) = entry.file_name().to_string_lossy().parse() else { continue };
        if let Some(stat) = Stat::read(id) {
            children.entry(stat.parent).or_default().push(id);
        }
    }
    let mut found = vec![root];
    let mut at = 0;
    while at < found.len() {
        found.extend(children.get(&found[at]).into_iter().flatten());
        at += 1;
    }
    found
}

/// Fields of `/proc/<id>/stat`.
struct Stat {
    parent: u32,
    ticks: u32,
}

impl Stat {
    fn read(id: u32) -> Option<Self> {
        let text = fs::read_to_string(format!("/proc/{id}/stat")).ok()?;
        // The name of the program is in parentheses, and may hold anything.
        let fields: Vec<&str> = text.rsplit(") ").next()?.split(' ').collect();
        let number = |at: usize| -> Option<u32> { fields.get(at)?.parse().ok() };
        Some(Self { parent: number(1)?, ticks: number(11)? + number(12)? })
    }
}

fn kibibytes(status: &str, field: &str) -> u64 {
    let line = status.lines().find_map(|line| line.strip_prefix(field));
    line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok()).unwrap_or(0)
}
