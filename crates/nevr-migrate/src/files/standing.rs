//! How far a migration is, as the ledger has it.

use std::fmt;

use super::migration::Direction;

/// How far a migration is, as the ledger has it. It is written into the ledger's column `checksum`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum FileRecord {
    /// It is applied; this is the checksum of its file.
    Applied(String),
    /// It was begun. Only a database that commits by itself shows this.
    Begun(Progress),
}

/// How far a file is that was begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Progress {
    pub(super) direction: Direction,
    /// How many of its items are done.
    pub(super) done: usize,
    /// Whether the next one may be done too: the process may have ended between the item and this
    /// record. It is not after an error that somebody was told of.
    pub(super) in_doubt: bool,
    /// The checksum of the items that are done: what is behind them may still be edited.
    pub(super) checksum: String,
    /// The checksum that the ledger had before a file was taken back.
    pub(super) applied: Option<String>,
}

impl fmt::Display for FileRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let progress = match self {
            Self::Applied(checksum) => return f.write_str(checksum),
            Self::Begun(progress) => progress,
        };
        let Progress { direction, done, checksum, .. } = progress;
        let state = if progress.in_doubt { "begun" } else { "stopped" };
        write!(f, "{} {state} after {done} {checksum}", direction.word())?;
        progress.applied.as_ref().map_or(Ok(()), |applied| write!(f, " {applied}"))
    }
}

impl FileRecord {
    /// What the ledger says. What is no progress is a checksum, if not one that any file has.
    pub(super) fn parse(text: &str) -> Self {
        progress(text).map_or_else(|| Self::Applied(text.to_owned()), Self::Begun)
    }
}

fn progress(text: &str) -> Option<Progress> {
    let mut words = text.split(' ');
    let direction = match words.next()? {
        "up" => Direction::Up,
        "down" => Direction::Down,
        _ => return None,
    };
    let in_doubt = words.next()? == "begun";
    let done = words.nth(1)?.parse().ok()?;
    let checksum = words.next()?.to_owned();
    Some(Progress { direction, done, in_doubt, checksum, applied: words.next().map(str::to_owned) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read_back() {
        let progress = |direction, in_doubt, applied: Option<&str>| Progress {
            direction,
            done: 12,
            in_doubt,
            checksum: "a1".repeat(32),
            applied: applied.map(str::to_owned),
        };
        for record in [
            FileRecord::Applied("b2".repeat(32)),
            FileRecord::Begun(progress(Direction::Up, true, None)),
            FileRecord::Begun(progress(Direction::Up, false, None)),
            FileRecord::Begun(progress(Direction::Down, true, Some(&"c3".repeat(32)))),
        ] {
            let text = record.to_string();
            assert!(text.len() < 255, "{text}");
            assert_eq!(FileRecord::parse(&text), record);
        }
    }

    #[test]
    fn what_is_neither_is_a_checksum_of_no_file() {
        for text in ["", "up", "up begun after x y", "sideways begun after 1 y"] {
            assert_eq!(FileRecord::parse(text), FileRecord::Applied(text.to_owned()));
        }
    }
}
