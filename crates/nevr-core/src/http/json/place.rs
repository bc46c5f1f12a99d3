//! Where in an input something is.

use std::fmt::{self, Write as _};

/// Longer names are cut when shown: they come from the client.
const LONGEST_SHOWN: usize = 64;

/// A place on the way down; costs nothing until it is needed.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place<'a> {
    Root,
    Member(&'a Place<'a>, &'a str),
    Item(&'a Place<'a>, usize),
}

/// One step into an object or a list.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Step {
    Member(String),
    Item(usize),
}

/// A place to keep.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Path(Vec<Step>);

impl Place<'_> {
    pub(super) fn path(&self) -> Path {
        match self {
            Place::Root => Path::default(),
            Place::Member(above, name) => above.path().member(name),
            Place::Item(above, index) => {
                let mut path = above.path();
                path.push(Step::Item(*index));
                path
            }
        }
    }
}

impl Path {
    pub(super) fn member(mut self, name: &str) -> Self {
        self.push(Step::Member(name.to_owned()));
        self
    }

    pub(super) fn push(&mut self, step: Step) {
        self.0.push(step);
    }

    pub(super) fn pop(&mut self) {
        self.0.pop();
    }

    /// What this place is in; None for the root.
    pub(super) fn parent(&self) -> Option<Self> {
        self.0.split_last().map(|(_, above)| Self(above.to_vec()))
    }

    pub(super) fn is_item_of(&self, list: &Self) -> bool {
        matches!(self.0.split_last(), Some((Step::Item(_), above)) if above == list.0)
    }
}

impl fmt::Display for Path {
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
    let sound = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
    (1..=LONGEST_SHOWN).contains(&name.len()) && name.bytes().all(sound)
}

/// `["any text"]`, so that a name with a dot in it is not taken for two.
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
