//! The config file: what it says, and all that is wrong with it at once, each problem with its
//! place, its cause and its remedy.
//!
//! ```
//! use nevr_core::config::{Config, Source, Variables};
//!
//! let source = Source::new("nevr.config.toml", "[server]\nprot = 3000\n");
//! let (_, report) = Config::read(source, &Variables::default());
//! assert!(report.has_errors());
//! assert!(report.render(false).contains("did you mean `port`?"));
//! ```
//!
//! - `file`: [`Config`], the whole file
//! - `core`: the sections that core reads itself
//! - `types`: the types that options have
//! - `source`, `variables`, `reference`: the text, and where `${NAME}` comes from
//! - `document`, `tree`, `section`, `option_path`: from text to tables with places
//! - `read`: from a section to a type
//! - `problem`, `report`, `render`, `suggestion`, `catalogue`: what is wrong, and how it is shown

mod catalogue;
mod core;
mod document;
mod file;
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

pub(crate) use catalogue::Catalogue;
pub use core::{
    CoreConfig, DatabaseConfig, DatabaseUrl, DatabaseUrlError, EntityOptions, GivenUrlError,
    Provider, ServerConfig, UrlOrigin, core_schema,
};
pub use document::Document;
pub use file::{Config, PluginSection};
pub use problem::{Level, Place, Problem, Span};
pub use reference::{MissingVariable, ReferenceError};
pub use report::Report;
pub use section::{ChildSection, Section};
pub use source::{Source, SourceError};
pub use suggestion::nearest;
pub use types::{
    BasePath, BasePathError, BaseUrl, ByteSize, Deferred, FieldError, FieldKind, FieldOptions,
    ForwardedHeader, ForwardedHeaderError, ListenHost, ListenHostError, Name, NameError, Network,
    NetworkError, Origin, OriginError, RateLimit, Seconds, Secrets, keys_are_names,
};
pub use variables::{Variables, VariablesError};
