//! What migrations are called.

use std::{fmt, str::FromStr};

use nevr_schema::env::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de};
use time::{PrimitiveDateTime, format_description::BorrowedFormatItem, macros::format_description};

const STAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year][month][day][hour][minute][second]");
/// How many digits a time has.
const DIGITS: usize = 14;
/// A folder's name has 255 bytes at most, and so has a name in the ledger; and people read it.
const MAX_LABEL: usize = 80;

/// `20260131120000_add_carts`: when it was written, in UTC, and what it is about. Names sort in the
/// order in which migrations are run.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FileName(String);

/// What a migration is about: `[a-z0-9_-]+`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label(String);

/// A name that no migration can have.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// A label with characters that mean something to shells, databases or file systems.
    #[error("a migration's name is made of a-z, 0-9, `_` and `-`, and of 80 of them at most")]
    Label,
    /// A folder that is not called like a migration.
    #[error("a migration's folder is called like `20260131120000_add_carts`")]
    Folder,
}

impl FileName {
    /// The name of a migration that is written now, behind the last one: clocks differ, and two
    /// may be written in one second.
    pub fn new(now: Timestamp, last: Option<&Self>, label: &Label) -> Self {
        let mut moment = Timestamp::from_millis(now.as_millis() - now.as_millis().rem_euclid(1000));
        if let Some(last) = last.and_then(Self::moment).filter(|last| *last >= moment) {
            moment = last + std::time::Duration::from_secs(1);
        }
        let date = moment.to_offset();
        // What formatting can't write is beyond year 9999.
        let stamp = date.format(STAMP).unwrap_or_else(|_| "9".repeat(DIGITS));
        Self(format!("{stamp}_{}", label.0))
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn moment(&self) -> Option<Timestamp> {
        let moment = PrimitiveDateTime::parse(self.0.get(..DIGITS)?, STAMP).ok()?;
        Some(moment.assume_utc().into())
    }
}

impl FromStr for FileName {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let (stamp, label) = text.split_once('_').ok_or(NameError::Folder)?;
        let name = Self(text.to_owned());
        let is_stamp = stamp.len() == DIGITS && stamp.bytes().all(|b| b.is_ascii_digit());
        let is_label = label.parse::<Label>().is_ok();
        (is_stamp && is_label && name.moment().is_some()).then_some(name).ok_or(NameError::Folder)
    }
}

impl<'de> Deserialize<'de> for FileName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

impl FromStr for Label {
    type Err = NameError;

    fn from_str(text: &str) -> Result<Self, NameError> {
        let fits = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit() || b"_-".contains(&b);
        let is_label = (1..=MAX_LABEL).contains(&text.len()) && text.bytes().all(fits);
        is_label.then(|| Self(text.to_owned())).ok_or(NameError::Label)
    }
}

impl Label {
    /// A label out of words of any kind: `create table pointEntry` becomes
    /// `create_table_point_entry`.
    pub fn from_words(words: &str) -> Self {
        let mut label = String::new();
        for c in words.chars() {
            let breaks = !c.is_ascii_alphanumeric() || c.is_ascii_uppercase();
            if breaks && !label.is_empty() && !label.ends_with('_') {
                label.push('_');
            }
            if c.is_ascii_alphanumeric() {
                label.push(c.to_ascii_lowercase());
            }
        }
        label.truncate(MAX_LABEL);
        let label = label.trim_matches('_');
        Self(if label.is_empty() { "changes".to_owned() } else { label.to_owned() })
    }
}

impl fmt::Display for FileName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
