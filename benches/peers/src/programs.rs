//! The programs of the contestants: built or installed by the benchmark itself.

use std::{
    env, fs,
    path::{Path, PathBuf},
    process::Command,
};

use crate::{failure::Failure, process, stage::say};

pub(crate) struct Programs {
    pub(crate) nevr: PathBuf,
    pub(crate) floor: PathBuf,
}

impl Programs {
    /// Builds nevr and the floor, in the profile in which this program is built, and installs
    /// better-auth as its lock file has it.
    pub(crate) fn make() -> Result<Self, Failure> {
        say("building");
        // By itself, as a deployer builds it: together with others it might get features of theirs.
        for arguments in
            [["-p", "nevr", "--bin", "nevr"], ["-p", "nevr-benchmark", "--bin", "nevr-floor"]]
        {
            let mut cargo = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
            cargo.args(["build", "--release", "--locked"]).args(arguments).current_dir(root());
            process::run(&mut cargo)?;
        }
        if !is_installed() {
            let mut npm = Command::new("npm");
            npm.args(["ci", "--no-audit", "--no-fund"]).current_dir(better_auth());
            process::run(&mut npm)?;
        }
        Self::there()
    }

    /// Returns the programs that were built before.
    pub(crate) fn there() -> Result<Self, Failure> {
        let folder = target()?.join("release");
        Ok(Self { nevr: folder.join("nevr"), floor: folder.join("nevr-floor") })
    }
}

/// The folder that cargo builds in.
pub(crate) fn target() -> Result<PathBuf, Failure> {
    let this = env::current_exe()?;
    // This program is in the folder of its profile.
    Ok(this.ancestors().nth(2).unwrap_or(Path::new(".")).to_owned())
}

/// The root of the repository.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The folder of better-auth.
pub(crate) fn better_auth() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("better-auth")
}

/// Whether the packages there are newer than the list of them.
fn is_installed() -> bool {
    let changed = |file: &str| fs::metadata(better_auth().join(file))?.modified();
    let (list, installed) =
        (changed("package-lock.json"), changed("node_modules/.package-lock.json"));
    matches!((list, installed), (Ok(list), Ok(installed)) if installed >= list)
}
