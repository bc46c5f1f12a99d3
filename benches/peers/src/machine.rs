//! Where and with what the benchmark ran.

use std::{fs, process::Command};

use serde::{Deserialize, Serialize};
use time::{OffsetDateTime, macros::format_description};

use crate::{failure::Failure, process, programs};

#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Machine {
    pub(crate) date: String,
    pub(crate) processor: String,
    pub(crate) cores: usize,
    pub(crate) memory: String,
    pub(crate) system: String,
    /// Programs with their versions.
    pub(crate) versions: Vec<(String, String)>,
}

impl Machine {
    #[expect(clippy::disallowed_methods, reason = "the date of a report is that of the machine")]
    pub(crate) fn read() -> Result<Self, Failure> {
        let date = OffsetDateTime::now_utc().date();
        let date = date.format(format_description!("[year]-[month]-[day]")).unwrap_or_default();
        let file = |path: &str| fs::read_to_string(path).map_err(Failure::file(path));
        let processors = file("/proc/cpuinfo")?;
        let processor = value(&processors, "model name");
        let memory: u64 = value(&file("/proc/meminfo")?, "MemTotal")
            .trim_end_matches(" kB")
            .parse()
            .unwrap_or_default();
        Ok(Self {
            date,
            processor,
            cores: processors.lines().filter(|line| line.starts_with("processor")).count(),
            memory: format!("{} GiB", memory.div_ceil(1024 * 1024)),
            system: value(&file("/etc/os-release")?.replace('=', ":"), "PRETTY_NAME")
                .replace('"', ""),
            versions: versions()?,
        })
    }
}

fn versions() -> Result<Vec<(String, String)>, Failure> {
    let mut versions = vec![("nevr".to_owned(), env!("CARGO_PKG_VERSION").to_owned())];
    for (program, argument) in [
        ("rustc", "--version"),
        ("node", "--version"),
        ("postgres", "--version"),
        ("mariadb", "--version"),
    ] {
        if let Ok(output) = process::run(Command::new(program).arg(argument)) {
            versions.push((program.to_owned(), output.trim().to_owned()));
        }
    }
    // It prints its version and ends with an error.
    let wrk = Command::new("wrk")
        .arg("-v")
        .output()
        .map_err(|error| Failure::program("wrk", error.to_string()))?;
    let wrk = String::from_utf8_lossy(&wrk.stdout).lines().next().unwrap_or_default().to_owned();
    versions.push(("wrk".to_owned(), wrk.split(" [").next().unwrap_or_default().to_owned()));
    let file = programs::better_auth().join("package.json");
    let package: serde_json::Value =
        serde_json::from_str(&fs::read_to_string(&file).map_err(Failure::file(&file))?)?;
    for (name, version) in package["dependencies"].as_object().into_iter().flatten() {
        versions.push((name.clone(), version.as_str().unwrap_or_default().to_owned()));
    }
    Ok(versions)
}

fn value(text: &str, name: &str) -> String {
    let line = text.lines().find(|line| line.starts_with(name));
    line.and_then(|line| line.split_once(':'))
        .map(|(_, value)| value.trim().to_owned())
        .unwrap_or_default()
}
