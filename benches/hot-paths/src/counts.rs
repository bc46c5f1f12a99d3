//! How many instructions a round of each hot path takes, as a file.

use std::{collections::BTreeMap, fs, io, path::Path};

use serde::{Deserialize, Serialize};

const HEAD: &str = "\
# The instructions of one round of each hot path, as callgrind counts them. `.ci/hot-paths` compares
# them with what they are now, `UPDATE_COUNTS=1 .ci/hot-paths` writes them again.

";

/// A count that moved by less than this part of it stays as it was: it is the noise of counting.
const NOISE: f64 = 0.02;

/// The counts of one run, and what they were made with.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// What the program was compiled with: another compiler may give other counts.
    pub rustc: String,
    /// What counted.
    pub valgrind: String,
    /// Instructions for each round, by the name of the path.
    pub instructions: BTreeMap<String, u64>,
}

/// The file of counts can't be used.
#[derive(Debug, thiserror::Error)]
pub enum FileError {
    /// It can't be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// It isn't what was written.
    #[error(transparent)]
    Parse(#[from] toml::de::Error),
    /// It can't be told in TOML.
    #[error(transparent)]
    Write(#[from] toml::ser::Error),
}

impl Counts {
    /// Reads a file of counts.
    pub fn read(file: &Path) -> Result<Self, FileError> {
        Ok(toml::from_str(&fs::read_to_string(file)?)?)
    }

    /// Writes them to a file, in place of those that it holds now. What differs by noise alone stays.
    pub fn replace(&self, file: &Path) -> Result<(), FileError> {
        let old = Self::read(file).unwrap_or_default();
        Ok(fs::write(file, format!("{HEAD}{}", toml::to_string(&self.settled(&old))?))?)
    }

    /// Returns these counts, rounded, with what differs from `old` by noise alone as it is there.
    fn settled(&self, old: &Self) -> Self {
        let settled = |(name, &now): (&String, &u64)| {
            let kept = old.instructions.get(name).filter(|&&then| is_noise(then, now));
            (name.clone(), kept.copied().unwrap_or_else(|| rounded(now)))
        };
        Self { instructions: self.instructions.iter().map(settled).collect(), ..self.clone() }
    }
}

fn is_noise(then: u64, now: u64) -> bool {
    ratio(then, now).is_some_and(|ratio| (ratio - 1.0).abs() <= NOISE)
}

/// Returns how many times more `now` is than `then`.
pub(crate) fn ratio(then: u64, now: u64) -> Option<f64> {
    #[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
    (then > 0).then(|| now as f64 / then as f64)
}

/// Rounds to three digits.
fn rounded(count: u64) -> u64 {
    let unit = 10_u64.pow(count.max(1).ilog10().saturating_sub(2));
    (count + unit / 2) / unit * unit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(instructions: &[(&str, u64)]) -> Counts {
        let instructions = instructions.iter().map(|&(name, count)| (name.to_owned(), count));
        Counts { instructions: instructions.collect(), ..Counts::default() }
    }

    #[test]
    fn counts_are_rounded_to_three_digits() {
        assert_eq!(
            [7, 123, 1_234, 61_550, 999_500].map(rounded),
            [7, 123, 1_230, 61_600, 1_000_000]
        );
    }

    #[test]
    fn noise_does_not_change_the_file() {
        let old = counts(&[("quiet", 10_000), ("changed", 10_000), ("gone", 1)]);
        let now = counts(&[("quiet", 10_190), ("changed", 10_210), ("new", 5)]);
        let settled = counts(&[("quiet", 10_000), ("changed", 10_200), ("new", 5)]);
        assert_eq!(now.settled(&old), settled);
    }

    #[test]
    fn what_was_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("counts.toml");
        let counts = counts(&[("a", 1), ("b", 200)]);
        counts.replace(&file).unwrap();
        assert_eq!(Counts::read(&file).unwrap(), counts);
    }
}
