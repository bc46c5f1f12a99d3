//! The path of a value in an input.

use std::{
    borrow::Cow,
    fmt::{self, Write as _},
};

/// The longest name that is shown in full: names come from the client.
const LONGEST_SHOWN: usize = 64;

/// One step into an object or a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step<'a> {
    /// To the member of this name.
    Member(Cow<'a, str>),
    /// To the item with this index.
    Item(usize),
}

/// The steps from the input to one of its values; empty for the input itself.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Path<'a>(Vec<Step<'a>>);

impl<'a> Path<'a> {
    pub(super) fn push(&mut self, step: Step<'a>) {
        self.0.push(step);
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    /// Returns whether this is the path of the input itself.
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Keeps the first `depth` steps.
    pub(super) fn truncate(&mut self, depth: usize) {
        self.0.truncate(depth);
    }

    /// Returns whether this is `other` or a value inside of it.
    pub(super) fn is_within(&self, other: &Self) -> bool {
        self.0.starts_with(&other.0)
    }
}

impl fmt::Display for Path<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.0.iter().enumerate() {
            match step {
                Step::Item(index) => write!(f, "[{index}]")?,
                Step::Member(name) if is_plain(name) && at == 0 => f.write_str(name)?,
                Step::Member(name) if is_plain(name) => write!(f, ".{name}")?,
                Step::Member(name) => quoted(f, name)?,
            }
        }
        Ok(())
    }
}

fn is_plain(name: &str) -> bool {
    let is_sound = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    (1..=LONGEST_SHOWN).contains(&name.len()) && name.bytes().all(is_sound)
}

/// Writes `["any text"]`, so that a name with a dot in it is not taken for two.
fn quoted(f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
    f.write_str("[\"")?;
    for c in name.chars().take(LONGEST_SHOWN) {
        match c {
            '"' | '\\' => write!(f, "\\{c}")?,
            c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
            c => f.write_char(c)?,
        }
    }
    f.write_str(if name.chars().nth(LONGEST_SHOWN).is_some() { "…\"]" } else { "\"]" })
}
