//! The entities, fields, values and records of nevr as data, and what all of its crates share: time
//! and ids, the kinds of database, and how each database stores a value.
//!
//! Plugins declare entities, and fields on each other's entities, with a [`SchemaBuilder`]. The
//! config file does the same in `[entities]`. [`merge`] combines the declarations into a [`Schema`]
//! and returns a [`Defect`] for each that does not fit. All code that reads or writes rows, as
//! [`Record`]s, follows that schema.
//!
//! ```
//! use nevr_schema::{Field, Owner, SchemaBuilder, merge};
//!
//! let mut notes = SchemaBuilder::new(Owner::App);
//! notes.entity("note").field("text", Field::text()).field("pinned", Field::boolean().default(false));
//!
//! let (schema, defects) = merge(vec![notes]);
//! assert!(defects.is_empty());
//! assert!(schema.entities["note"].fields.contains_key("pinned"));
//! ```
//!
//! The crate opens no database and knows no plugin. From the ground up:
//!
//! - [`mod@env`]: time and ids
//! - `name`, `field_type`, `value`, `origin`: what fields consist of
//! - `field`, `builder`, `entity`, `index_name`, `merge`, `check`: from declarations to the schema
//! - `record`: rows
//! - `provider`: the kinds of database
//! - [`codec`]: values as each database stores them
//! - [`mod@column`]: the types of columns in generated sea-orm entities

mod builder;
mod check;
pub mod codec;
pub mod column;
mod entity;
pub mod env;
mod field;
mod field_type;
mod index_name;
mod merge;
mod name;
mod origin;
mod provider;
mod record;
mod value;

pub use builder::{EntityBuilder, SchemaBuilder};
pub use check::check;
pub use entity::{Entity, EntityType, Schema};
pub use field::{Field, OnDelete, Reference};
pub use field_type::FieldType;
pub use index_name::{foreign_key_name, hex_digest, index_name};
pub use merge::merge;
pub use name::Name;
pub use origin::{Defect, DefectKind, Origin, Owner};
pub use provider::Provider;
pub use record::{FromValue, Record, RecordError};
pub use value::Value;
