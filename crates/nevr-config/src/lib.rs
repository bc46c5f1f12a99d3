//! Reads a TOML file, keeps the place of every key and value, and reports all problems at once,
//! each with its place, its cause and its remedy.
//!
//! [`Document::parse`] parses a [`Source`]. The root of the document is a [`Section`], a table with
//! places, and other tables can be taken out of it. [`Section::read`] turns a section into any type
//! with serde and a JSON Schema. What is wrong with it (unknown keys, wrong types, values out of
//! range) is added to a [`Report`], which renders it for people or as JSON.
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
//! let greeting: Option<Greeting> = root.read(&mut report, "the greeting");
//!
//! assert_eq!(greeting.and_then(|greeting| greeting.pause), Some(Seconds::new(5)));
//! assert_eq!(
//!     report.render(false),
//!     "\
//! error: unknown option `txet` of the greeting
//!  --> greeting.toml:1:1
//!   |
//! 1 | txet = \"Hello\"
//!   | ^^^^ did you mean `text`?
//!
//! 1 problem in greeting.toml
//! "
//! );
//! ```
//!
//! Strings may refer to variables, as in `"${PORT:-3000}"`. A value that came from a variable may
//! be a secret, and no message shows it. Secrets themselves have the types [`Deferred`] and
//! [`Secrets`], which are only resolved when they are used.
//!
//! The crate knows no plugin and no server: its caller decides which sections there are.
//!
//! The modules, each of which uses only those above it:
//!
//! - `source`: the text of the file, and the variables
//! - `report`: what is wrong
//! - `tree`: the values of the file with their places
//! - `option_schema`: the JSON Schema of the options
//! - `section`: the tables of the file
//! - `read`: turns a section into a type
//! - `types`: the types of options

mod option_schema;
mod read;
mod report;
mod section;
mod source;
mod tree;
mod types;

pub use option_schema::{
    annotations::{at_most, written_out},
    known_options::KnownOptions,
    name_rule::keys_are_names,
    references::allow_references,
};
pub use report::{
    problem::{LabelledSpan, Level, Problem, Span},
    report::Report,
    suggestion::nearest,
};
pub use section::{
    document::Document,
    section::{ChildSection, Section},
};
pub use source::{
    source::{Source, SourceError},
    variables::{Variables, VariablesError},
};
pub use tree::template::{MissingVariable, ReferenceError, Template};
pub use types::{
    BasePath, BasePathError, BaseUrl, ByteSize, CookieDomain, CookieDomainError, Deferred,
    FieldError, FieldKind, FieldOptions, ForwardedHeader, ForwardedHeaderError, HeaderField,
    HeaderFieldError, InvalidWindow, ListenHost, ListenHostError, Network, NetworkError, Origin,
    OriginError, RateLimit, Seconds, Secrets, Title, TitleError, TrustedOrigin, Window,
};
