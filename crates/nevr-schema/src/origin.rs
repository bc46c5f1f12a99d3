//! Who declared an entity, a field or an endpoint, and what is wrong with it.

use std::fmt;

use serde::{Serialize, Serializer};

use crate::name::Name;

/// Who declared an entity or a field, and so decides about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Owner {
    /// The engine of nevr.
    Core,
    /// The app, by `[entities]` in its config file.
    App,
    /// A plugin by its path, such as `auth` or `auth.anonymous`.
    Plugin(String),
}

impl Owner {
    /// Returns the plugin with this path.
    pub fn plugin(path: impl Into<String>) -> Self {
        Self::Plugin(path.into())
    }

    /// Returns the owner with this name in the database and in generated files. It is the inverse
    /// of [`as_str`](Self::as_str).
    pub fn named(name: impl Into<String>) -> Self {
        let name = name.into();
        let mut known = [Self::Core, Self::App].into_iter();
        known.find(|owner| owner.as_str() == name).unwrap_or(Self::Plugin(name))
    }

    /// Returns whether this is `other`, or a plugin below it: `auth.anonymous` is within `auth`.
    pub fn is_within(&self, other: &Self) -> bool {
        let below = self.as_str().strip_prefix(other.as_str());
        below.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    }

    /// Returns the name of the owner in the database and in generated files.
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

/// Where a declaration comes from: its owner and, if the config file caused it, the option in the
/// owner's section.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct Origin {
    /// The plugin, or the app, that declared it.
    pub owner: Owner,
    /// The path of the option, such as `user.additionalFields.locale`, or `entities.cart` for the
    /// app.
    pub option: Option<String>,
}

impl Origin {
    /// Returns the origin of a declaration in the owner's code.
    pub fn of(owner: Owner) -> Self {
        Self { owner, option: None }
    }

    /// Returns what must be changed to change the declaration, as messages call it: the config file
    /// or a plugin.
    pub fn author(&self) -> &dyn fmt::Display {
        if self.option.is_some() { &Owner::App } else { &self.owner }
    }

    /// Returns the same owner with this option of its section.
    #[must_use]
    pub fn at(&self, option: impl Into<String>) -> Self {
        Self { owner: self.owner.clone(), option: Some(option.into()) }
    }
}

/// Something wrong with what plugins declare. All defects are found at start-up, before a database
/// is opened, and reported together.
///
/// ```
/// use nevr_schema::{Defect, Origin, Owner};
///
/// let shop = Origin::of(Owner::plugin("shop"));
/// let defect = Defect::new("entity `order` cannot be kept for ever")
///     .at(&shop, "declared here")
///     .help("set `shop.keepFor`");
/// assert_eq!(defect.places.len(), 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Defect {
    /// What is wrong, in one line.
    pub title: String,
    /// The declarations that are involved, each with a remark; the one to change comes first.
    pub places: Vec<(Origin, String)>,
    /// What to do about it.
    pub help: Option<String>,
    /// Whether it may only be a consequence of another problem in the config file.
    pub kind: DefectKind,
}

/// Whether a defect may only be a consequence of another problem in the config file, in which case
/// it is not reported beside that problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DefectKind {
    /// It is not a consequence of anything.
    Plain,
    /// A name is not valid, which the config reader may have reported already.
    InvalidName,
    /// An entity does not exist. It may, once other problems are solved.
    NoEntity(Name),
    /// A plugin is not active. It may be, once other problems are solved.
    NoPlugin,
}

impl Defect {
    /// Creates a defect that names no declaration yet.
    pub fn new(title: impl Into<String>) -> Self {
        Self { title: title.into(), places: Vec::new(), help: None, kind: DefectKind::Plain }
    }

    /// Creates the defect that no entity is called `name`.
    pub fn no_entity(name: &Name) -> Self {
        let title = format!("no entity is called `{name}`");
        Self::new(title).of_kind(DefectKind::NoEntity(name.clone()))
    }

    /// Sets the kind.
    #[must_use]
    pub fn of_kind(mut self, kind: DefectKind) -> Self {
        self.kind = kind;
        self
    }

    /// Adds a declaration that is involved. The first one is the one to change.
    #[must_use]
    pub fn at(mut self, origin: &Origin, remark: impl Into<String>) -> Self {
        self.places.push((origin.clone(), remark.into()));
        self
    }

    /// Sets what to do about it.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}
