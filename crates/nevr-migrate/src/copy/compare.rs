//! Reads the copied rows back and compares them with the source's.

use nevr_schema::Entity;
use sea_orm::DatabaseTransaction;

use super::{
    error::{CopyError, Difference},
    read::{Pages, Row, count},
    report::{Progress, Stage},
};

/// Compares a table with its copy: every value, and the number of rows.
pub(super) async fn compare(
    source: &DatabaseTransaction,
    copy: &DatabaseTransaction,
    entity: &Entity,
    rows: u64,
    progress: &dyn Progress,
) -> Result<(), CopyError> {
    let different =
        |difference| CopyError::Different { table: entity.name.to_string(), difference };
    progress.begin(Stage::Comparing, &entity.name, rows);
    let mut pages = Pages::new(entity);
    loop {
        let page = pages.next(source).await?;
        let copied = page.of(copy, entity).await?;
        if let Some(difference) = difference(entity, &page.rows, &copied) {
            return Err(different(difference));
        }
        if page.rows.is_empty() {
            break;
        }
        progress.advance(page.rows.len() as u64);
    }
    let copied = count(copy, entity).await?;
    if copied != rows {
        return Err(different(Difference::Count { source: rows, copy: copied }));
    }
    progress.end();
    Ok(())
}

/// Returns the first difference between two lists of rows, both in the order of their ids.
fn difference(entity: &Entity, source: &[Row], copy: &[Row]) -> Option<Difference> {
    let mut pairs = source.iter().zip(copy);
    let unlike = pairs.find(|(one, other)| one != other);
    if let Some((one, other)) = unlike {
        return Some(match one.id.cmp(&other.id) {
            std::cmp::Ordering::Less => Difference::Missing { id: one.id.clone() },
            std::cmp::Ordering::Greater => Difference::Extra { id: other.id.clone() },
            std::cmp::Ordering::Equal => value(entity, one, other),
        });
    }
    let missing = source.get(copy.len()).map(|row| Difference::Missing { id: row.id.clone() });
    missing.or_else(|| copy.get(source.len()).map(|row| Difference::Extra { id: row.id.clone() }))
}

fn value(entity: &Entity, one: &Row, other: &Row) -> Difference {
    let fields = entity.fields.keys().zip(one.values.iter().zip(&other.values));
    let mut unlike = fields.filter(|(_, (one, other))| one != other);
    let column = unlike.next().map(|(name, _)| name.to_string()).unwrap_or_default();
    Difference::Value { id: one.id.clone(), column }
}

#[cfg(test)]
mod tests {
    use nevr_schema::{Field, Owner, SchemaBuilder, Value, merge};

    use super::*;
    use crate::copy::read::Cell;

    fn row(id: &str, rank: i64) -> Row {
        let values = [id.into(), Value::Int(rank)].map(Cell::Value);
        Row { id: id.to_owned(), values: values.into() }
    }

    fn found(source: &[Row], copy: &[Row]) -> Option<String> {
        let mut builder = SchemaBuilder::new(Owner::App);
        builder.entity("note").field("rank", Field::int());
        let (schema, _) = merge(vec![builder]);
        schema
            .entity("note")
            .and_then(|note| difference(note, source, copy))
            .map(|it| it.to_string())
    }

    #[test]
    fn each_kind_of_difference_is_found_and_named() {
        let [a, b, c] = ["a", "b", "c"].map(|id| row(id, 1));
        let same = [a.clone(), b.clone(), c.clone()];
        assert_eq!(found(&same, &same), None);
        let said = |copy: &[Row]| found(&same, copy).unwrap_or_default();
        assert_eq!(said(&same[..2]), "the row `c` is missing");
        assert_eq!(said(&[b.clone(), c.clone()]), "the row `a` is missing");
        let more = [a.clone(), row("aa", 1), b.clone(), c.clone()];
        assert_eq!(said(&more), "the row `aa` is not in the source");
        assert_eq!(
            said(&[a.clone(), b.clone(), c.clone(), row("d", 1)]),
            "the row `d` is not in the source"
        );
        assert_eq!(said(&[a, row("b", 2), c]), "`rank` of the row `b` has another value");
    }
}
