//! Names that a database would not take.

use crate::{
    entity::{Entity, Schema},
    origin::Defect,
};

/// The columns that every table of PostgreSQL has
/// (<https://www.postgresql.org/docs/current/ddl-system-columns.html>).
const SYSTEM_COLUMNS: [&str; 6] = ["tableoid", "xmin", "cmin", "xmax", "cmax", "ctid"];

/// Returns a defect for each entity whose name differs from an earlier one's only in case. SQLite
/// always ignores the case of tables, and MySQL does on some systems.
pub(super) fn twins(schema: &Schema) -> Vec<Defect> {
    let all: Vec<&Entity> = schema.entities.values().collect();
    let twin = |(at, entity): (usize, &&Entity)| {
        let first = all[..at].iter().find(|it| it.name.eq_ignore_ascii_case(&entity.name))?;
        let title = format!("`{}` and `{}` differ only in case", first.name, entity.name);
        Some(
            Defect::new(title)
                .at(&entity.origin, format!("{} declares it", entity.origin.author()))
                .at(&first.origin, format!("{} declares it", first.origin.author()))
                .help("rename one of them: in some databases they would be one table"),
        )
    };
    all.iter().enumerate().filter_map(twin).collect()
}

/// Returns a defect for each field whose name a database keeps for a column of its own.
pub(super) fn reserved(entity: &Entity) -> impl Iterator<Item = Defect> {
    let reserved = entity.fields.values().filter(|it| SYSTEM_COLUMNS.contains(&it.name.as_str()));
    reserved.map(|field| {
        Defect::new(format!("field `{}` of `{}` has a reserved name", field.name, entity.name))
            .at(&field.origin, "declared here")
            .help("give it another name: every table in PostgreSQL has a column of this one")
    })
}
