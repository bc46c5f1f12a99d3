//! Reads a TOML file and keeps the place of every key and value, so that all of its problems can be
//! reported at once, each where it is, with its cause and its remedy.
//!
//! A [`Document`] is parsed from a [`Source`]; its root is a [`Section`]. [`Section::read`] turns a
//! section into any type with serde and a JSON Schema, and adds what is wrong with it to a
//! [`Report`]: unknown keys with the nearest known one, wrong types, values out of range.
//!
//! ```
//! use std::sync::Arc;
//!
//! use nevr_config::{Document, Report, Seconds, Source, Variables};
//! use schemars::JsonSchema;
//! use serde::{Deserialize, Serialize};
//!
//! #[derive(Debug, Default, Serialize, Deserialize, JsonSchema)]
//! #[serde(default, deny_unknown_fields)]
//! struct Greeting {
//!     text: String,
//!     pause: Option<Seconds>,
//! }
//!
//! let source = Arc::new(Source::new("greeting.toml", "txet = \"Hello\"\npause = \"5s\"\n"));
//! let mut report = Report::new(Arc::clone(&source));
//! let root = Document::parse(&source, &Variables::default(), &mut report).into_root();
//! let _ = root.read::<Greeting>(&mut report, "the greeting");
//! assert!(report.render(false).contains("did you mean `text`?"));
//! ```
//!
//! It knows no plugin and no server: which sections there are is decided by its caller.
//!
//! - `source`, `variables`, `reference`: the text, and the variables that `${NAME}` refers to
//! - `document`, `tree`, `section`, `option_path`: from text to tables with places
//! - `read`: from a section to a type
//! - `types`: the types that options have
//! - `problem`, `report`, `render`, `suggestion`, `catalogue`: what is wrong, and how it is shown

mod catalogue;
mod document;
mod option_path;
mod problem;
mod read;
mod reference;
mod render;
mod report;
mod section;
mod source;
mod suggestion;
mod tree;
mod types;
mod variables;

pub use catalogue::Catalogue;
pub use document::Document;
pub use problem::{Level, Place, Problem, Span};
pub use reference::{MissingVariable, ReferenceError, Template};
pub use report::Report;
pub use section::{ChildSection, Section};
pub use source::{Source, SourceError};
pub use suggestion::{listed, nearest};
pub use types::{
    BasePath, BasePathError, BaseUrl, ByteSize, Deferred, FieldError, FieldKind, FieldOptions,
    ForwardedHeader, ForwardedHeaderError, InvalidWindow, ListenHost, ListenHostError, Name,
    NameError, Network, NetworkError, Origin, OriginError, RateLimit, Seconds, Secrets, Window,
    keys_are_names,
};
pub use variables::{Variables, VariablesError};
