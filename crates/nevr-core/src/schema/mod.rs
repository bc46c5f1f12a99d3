//! Entities and fields as data, and their merge.
//!
//! Plugins declare entities, and fields on each other's entities, with a [`SchemaBuilder`]; the
//! config file does the same in `[entities]`. [`merge`] puts all of it together and says what does
//! not fit. Everything that reads or writes rows follows the merged [`Schema`].

mod builder;
mod entity;
mod field;
mod index_name;
mod merge;
mod name;
mod origin;
mod record;
mod value;

pub use builder::{EntityBuilder, SchemaBuilder};
pub use entity::{Entity, EntityType, Schema};
pub use field::{Field, FieldType, OnDelete, Reference};
pub(crate) use index_name::{foreign_key_name, hex_digest, index_name};
pub use merge::merge;
pub use name::Name;
pub use origin::{Defect, DefectKind, Origin, Owner};
pub use record::{FromValue, Record, RecordError};
pub use value::Value;
