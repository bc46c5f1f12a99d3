//! Comment lines that mean something: `-- nevr: …`.
//!
//! One prefix for all of them, so that a misspelled one is an error and not a comment.

use std::fmt;

use nevr_schema::Owner;

use crate::goal::MigrationId;

const PREFIX: &str = "nevr:";
const RUN: &str = "run migration ";
const FOREIGN_KEYS_OFF: &str = "foreign keys off";

/// What such a line says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Directive {
    /// A migration that a plugin wrote by hand is run here.
    Run(MigrationId),
    /// The file is run with SQLite's foreign keys off, and they are checked before it is committed.
    ForeignKeysOff,
}

/// Whether a comment, without its dashes, is such a line.
pub(super) fn is_meant(comment: &str) -> bool {
    comment.trim().starts_with(PREFIX)
}

impl Directive {
    /// What a comment, without its dashes, says; none for one that is for people.
    pub(super) fn parse(comment: &str) -> Option<Result<Self, String>> {
        let said = comment.trim().strip_prefix(PREFIX)?.trim();
        if said == FOREIGN_KEYS_OFF {
            return Some(Ok(Self::ForeignKeysOff));
        }
        let run = said.strip_prefix(RUN).and_then(migration).map(Self::Run);
        Some(run.ok_or_else(|| said.to_owned()))
    }
}

/// `auth.anonymous/backfill`, the name in JSON's quotes if it holds what is easily lost in a line.
fn migration(text: &str) -> Option<MigrationId> {
    let (owner, name) = text.trim().split_once('/')?;
    let name =
        if name.starts_with('"') { serde_json::from_str(name).ok()? } else { name.to_owned() };
    let owner = Owner::named(owner);
    (!owner.as_str().is_empty() && !name.is_empty()).then_some(MigrationId { owner, name })
}

impl fmt::Display for Directive {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "-- {PREFIX} ")?;
        let id = match self {
            Self::ForeignKeysOff => return f.write_str(FOREIGN_KEYS_OFF),
            Self::Run(id) => id,
        };
        let plain = id.name.chars().all(|c| c.is_ascii_graphic() && c != '"');
        let name = if plain { id.name.clone() } else { serde_json::json!(id.name).to_string() };
        write!(f, "{RUN}{}/{name}", id.owner.as_str())
    }
}
