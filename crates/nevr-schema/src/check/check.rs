//! Checks a merged schema as a whole.

use super::{circles::circles, names, table_size};
use crate::{entity::Schema, origin::Defect};

/// Returns everything in a merged schema that no database could hold, or that could never have a
/// row.
///
/// The limits of all databases count, whichever one an app uses: migrations and generated files are
/// for all of them, and an app can move from one to another.
///
/// ```
/// use nevr_schema::{Field, Owner, SchemaBuilder, check, merge};
///
/// let mut farm = SchemaBuilder::new(Owner::App);
/// farm.entity("hen").field("egg", Field::belongs_to("egg"));
/// farm.entity("egg").field("hen", Field::belongs_to("hen"));
/// let (schema, _) = merge(vec![farm]);
/// assert_eq!(
///     check(&schema)[0].title,
///     "no row of `hen` can ever be made: its required references lead back to it"
/// );
/// ```
pub fn check(schema: &Schema) -> Vec<Defect> {
    let mut defects = names::twins(schema);
    for entity in schema.entities.values() {
        defects.extend(names::reserved(entity));
        defects.extend(table_size::defects(entity));
    }
    defects.extend(circles(schema));
    defects
}
