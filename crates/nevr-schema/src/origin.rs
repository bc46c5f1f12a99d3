//! Who declared a thing, so that errors, `introspect` and generated files can say so.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::name::Name;

/// Who owns an entity or a field.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// nevr itself.
    Core,
    /// The app, by `[entities]` in its config file.
    App,
    /// A plugin, by its path: `auth`, `auth.anonymous`.
    Plugin(String),
}

impl Owner {
    /// The plugin with this path.
    pub fn plugin(path: impl Into<String>) -> Self {
        Self::Plugin(path.into())
    }

    /// The owner that is called so in the database and in generated files.
    pub fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        let mut known = [Self::Core, Self::App].into_iter();
        known.find(|owner| owner.as_str() == name).unwrap_or(Self::Plugin(name))
    }

    /// Whether it is this owner, or a plugin below it: `auth.anonymous` is within `auth`.
    pub fn is_within(&self, other: &Self) -> bool {
        let below = self.as_str().strip_prefix(other.as_str());
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// How the owner is called in the database and in generated files.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Core => "nevr",
            Self::App => "app",
            Self::Plugin(path) => path,
        }
    }
}

impl fmt::Display for Owner {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Core => f.write_str("nevr itself"),
            Self::App => f.write_str("the config file"),
            Self::Plugin(path) => write!(f, "plugin `{path}`"),
        }
    }
}

impl Serialize for Owner {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Where a declaration comes from: its owner, and the option of the owner's section in the config
/// file that caused it, if one did.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// Who declared it.
    pub owner: Owner,
    /// Dotted path of an option: `user.additionalFields.locale`, or `entities.cart` for the app.
    pub option: Option<String>,
}

impl Origin {
    /// An origin in an owner's code.
    pub fn of(owner: Owner) -> Self {
        Self { owner, option: None }
    }

    /// Who is to be asked to change it, in the words of the messages.
    pub fn author(&self) -> &dyn fmt::Display {
        if self.option.is_some() { &Owner::App } else { &self.owner }
    }

    /// The same owner, by this option of its section.
    #[must_use]
    pub fn at(&self, option: impl Into<String>) -> Self {
        Self { owner: self.owner.clone(), option: Some(option.into()) }
    }
}

/// Something in what plugins declare that can't be: found at start-up, reported with all others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// What is wrong, in one line.
    pub title: String,
    /// The declarations that are involved, the one to change first, each with a remark.
    pub places: Vec<(Origin, String)>,
    /// The remedy.
    pub help: Option<String>,
    /// What may make it a mere consequence of other problems in the file.
    pub kind: DefectKind,
}

/// What may make a defect a mere consequence of other problems in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefectKind {
    /// Nothing: it is what it is.
    Plain,
    /// A name is none, which the reader of the file may have said.
    Name,
    /// An entity is not there: it may be, once other problems are mended.
    NoEntity(Name),
    /// A plugin is not there: the same.
    NoPlugin,
}

impl Defect {
    /// A defect without places yet.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), places: Vec::new(), help: None, kind: DefectKind::Plain }
    }

    /// The entity is not there.
    pub fn no_entity(name: &Name) -> Self {
        let title = format!("no entity is called `{name}`");
        Self::new(title).of_kind(DefectKind::NoEntity(name.clone()))
    }

    /// The same defect, of this kind.
    #[must_use]
    pub fn of_kind(mut self, kind: DefectKind) -> Self {
        self.kind = kind;
        self
    }

    /// Adds a declaration that is involved.
    #[must_use]
    pub fn at(mut self, origin: &Origin, remark: impl Into<String>) -> Self {
        self.places.push((origin.clone(), remark.into()));
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
