//! The names of migrations.

use std::{fmt, str::FromStr};

use nevr_schema::env::Timestamp;
use serde::{Deserialize, Deserializer, Serialize, de};
use time::{PrimitiveDateTime, format_description::BorrowedFormatItem, macros::format_description};

const STAMP: &[BorrowedFormatItem<'_>] =
    format_description!("[year][month][day][hour][minute][second]");
/// The number of digits of a time.
const DIGITS: usize = 14;
/// The longest label. A folder's name and a name in the ledger may have 255 bytes; this is shorter,
/// because people read it.
const MAX_LABEL: usize = 80;

/// The name of a migration and its folder, such as `20260131120000_add_carts`: the time when it was
/// written, in UTC, and a label. Migrations run in the order of their names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct FileName(String);

/// What a migration is about, in at most 80 characters of `[a-z0-9_-]`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Label(String);

/// Why a text is not the name or label of a migration.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum NameError {
    /// A label that is empty, too long or has other characters. Those that are allowed have no
    /// meaning to shells, databases and file systems.
    #[error("a migration's name has 1 to 80 characters of a-z, 0-9, `_` and `-`")]
    Label,
    /// A folder's name that is not a time and a label.
    #[error("a migration's folder has a name like `20260131120000_add_carts`")]
    Folder,
}

impl FileName {
    /// Returns the name of a migration written now. It sorts after `last` even if the clocks of two
    /// machines differ, or if both are written in the same second.
    pub fn new(now: Timestamp, last: Option<&Self>, label: &Label) -> Self {
        let mut moment = Timestamp::from_millis(now.as_millis() - now.as_millis().rem_euclid(1000));
        if let Some(last) = last.and_then(Self::moment).filter(|last| *last >= moment) {
            moment = last + std::time::Duration::from_secs(1);
        }
        let date = moment.to_offset();
        // Formatting fails only after the year 9999.
        let stamp = date.format(STAMP).unwrap_or_else(|_| "9".repeat(DIGITS));
        Self(format!("{stamp}_{}", label.0))
    }

    /// Returns the name as text.
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
    /// Makes a label of any words: `create table pointEntry` becomes `create_table_point_entry`.
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
