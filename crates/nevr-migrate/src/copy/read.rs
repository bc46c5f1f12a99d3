//! Reads the rows of a table, page by page in the order of their ids.

use nevr_schema::{
    Entity, Field, FieldType, Value,
    codec::{self, readable, sortable},
};
use sea_orm::{
    ConnectionTrait, DatabaseTransaction, DbBackend, DbErr, QueryResult,
    sea_query::{Alias, Asterisk, Expr, ExprTrait, Func, Order, Query},
};
use time::OffsetDateTime;

use super::{
    error::{CopyError, InvalidValue},
    moment,
};

/// The largest number of rows on a page.
const MOST_ROWS: u64 = 500;
/// About how large a page may be, in bytes. The number of rows is estimated from the page before.
const MOST_BYTES: u64 = 2 << 20;

/// Reads a table page by page, in the order of its ids.
#[derive(Debug)]
pub(super) struct Pages<'e> {
    entity: &'e Entity,
    after: Option<String>,
    rows: u64,
    ended: bool,
}

impl<'e> Pages<'e> {
    pub(super) fn new(entity: &'e Entity) -> Self {
        Self { entity, after: None, rows: MOST_ROWS, ended: false }
    }

    /// Reads the next page, which is empty once all rows were read.
    pub(super) async fn next(&mut self, db: &DatabaseTransaction) -> Result<Page, CopyError> {
        let (after, limit) = (self.after.clone(), self.rows);
        if self.ended {
            return Ok(Page { rows: Vec::new(), after, limit });
        }
        let rows = read(db, self.entity, after.as_deref(), limit).await?;
        let count = rows.len() as u64;
        self.ended = count < limit;
        if let Some(last) = rows.last() {
            self.after = Some(last.id.clone());
            let size = rows.iter().map(Row::size).sum::<usize>().max(1) as u64;
            self.rows = (MOST_BYTES * count / size).clamp(1, MOST_ROWS);
        }
        Ok(Page { rows, after, limit })
    }
}

/// Rows, and the query that they answer.
#[derive(Debug)]
pub(super) struct Page {
    pub(super) rows: Vec<Row>,
    after: Option<String>,
    limit: u64,
}

impl Page {
    /// Reads the same page of another database.
    pub(super) async fn of(
        &self,
        db: &DatabaseTransaction,
        entity: &Entity,
    ) -> Result<Vec<Row>, CopyError> {
        read(db, entity, self.after.as_deref(), self.limit).await
    }
}

/// Reads the first rows after an id.
async fn read(
    db: &DatabaseTransaction,
    entity: &Entity,
    after: Option<&str>,
    limit: u64,
) -> Result<Vec<Row>, CopyError> {
    let failed = |source| CopyError::Read { table: entity.name.to_string(), source };
    let backend = db.get_database_backend();
    let column = |name: &str| Expr::col((Alias::new(entity.name.as_str()), Alias::new(name)));
    let mut select = Query::select();
    for field in entity.fields.values() {
        select.expr(readable(column(&field.name), field.ty, backend));
    }
    let by_id = sortable(column("id"), FieldType::String, backend);
    select.from(Alias::new(entity.name.as_str()));
    if let Some(id) = after {
        select.and_where(by_id.clone().gt(id));
    }
    select.order_by_expr(by_id, Order::Asc).limit(limit);
    let rows = db.query_all(&select).await.map_err(failed)?;
    rows.iter().map(|row| Row::read(entity, row, backend)).collect()
}

/// Returns the number of rows of a table.
pub(super) async fn count(db: &DatabaseTransaction, entity: &Entity) -> Result<u64, CopyError> {
    let failed = |source| CopyError::Read { table: entity.name.to_string(), source };
    let mut select = Query::select();
    select.expr(Func::count(Expr::col(Asterisk))).from(Alias::new(entity.name.as_str()));
    let row = db.query_one(&select).await.map_err(failed)?;
    let count: Option<i64> = row.map(|row| row.try_get_by_index(0)).transpose().map_err(failed)?;
    Ok(count.unwrap_or_default().unsigned_abs())
}

/// The values of an entity's fields in one row, in the order of the fields.
///
/// A JSON value is kept as its text: parsed and written again, a number could change.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Row {
    pub(super) id: String,
    pub(super) values: Vec<Cell>,
}

/// A value as it is copied.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    Value(Value),
    /// A moment with every digit that is stored. As a [`Value`] it would end at the milliseconds.
    Moment(OffsetDateTime),
}

impl Row {
    /// Reads a row, and checks that every kind of database can store it.
    pub(super) fn read(
        entity: &Entity,
        row: &QueryResult,
        backend: DbBackend,
    ) -> Result<Self, CopyError> {
        let invalid = |id: &str, field: &Field, problem| CopyError::InvalidValue {
            table: entity.name.to_string(),
            id: id.to_owned(),
            column: field.name.to_string(),
            problem,
        };
        let id = |at, field: &Field| match value(row, at, field, backend) {
            Ok(Cell::Value(Value::String(id))) => Ok(id),
            Ok(_) => Err(invalid("", field, InvalidValue::Type)),
            Err(problem) => Err(invalid("", field, problem)),
        };
        let place = entity.fields.get_full("id");
        let id = place.map_or(Ok(String::new()), |(at, _, field)| id(at, field))?;
        let fields = entity.fields.values().enumerate();
        let values = fields
            .map(|(at, field)| value(row, at, field, backend).map_err(|it| invalid(&id, field, it)))
            .collect::<Result<_, _>>()?;
        Ok(Self { id, values })
    }

    /// Returns about how much memory it takes, in bytes.
    pub(super) fn size(&self) -> usize {
        let size = |cell: &Cell| match cell {
            Cell::Value(Value::String(text)) => text.len(),
            _ => 0,
        };
        self.values.iter().map(|cell| size(cell) + size_of::<Cell>()).sum()
    }
}

fn value(
    row: &QueryResult,
    at: usize,
    field: &Field,
    backend: DbBackend,
) -> Result<Cell, InvalidValue> {
    let value = match field.ty {
        FieldType::DateTime => match moment::read(row, at, backend)? {
            Some(moment) => return Ok(Cell::Moment(moment)),
            None => Ok(Value::Null),
        },
        FieldType::Boolean if backend != DbBackend::Postgres => boolean(row, at),
        FieldType::Json => codec::decode(row, at, FieldType::Text, backend),
        ty => codec::decode(row, at, ty, backend),
    };
    let value = value.map_err(|_| InvalidValue::Type)?;
    match problem(&value, field) {
        Some(problem) => Err(problem),
        None => Ok(Cell::Value(value)),
    }
}

/// Reads a boolean that is stored as a number. Any other than 0 and 1 stays a number, which fits
/// no boolean.
fn boolean(row: &QueryResult, at: usize) -> Result<Value, DbErr> {
    Ok(match row.try_get_by_index::<Option<i64>>(at)? {
        None => Value::Null,
        Some(number @ (0 | 1)) => Value::Boolean(number == 1),
        Some(number) => Value::Int(number),
    })
}

fn problem(value: &Value, field: &Field) -> Option<InvalidValue> {
    match value {
        Value::Null => (!field.optional).then_some(InvalidValue::Null),
        Value::String(text) if field.ty == FieldType::Json => {
            let json = serde_json::from_str(text).ok().map(Value::Json);
            let fits = json.is_some_and(|json| json.fits(FieldType::Json));
            (!fits).then_some(InvalidValue::Json)
        }
        Value::String(text) if text.contains('\0') => Some(InvalidValue::Nul),
        value if !value.is_of(field.ty) => Some(InvalidValue::Type),
        value => (!value.fits(field.ty)).then_some(InvalidValue::TooLong),
    }
}

/// Refuses a page with a moment that the other kind of database can't hold.
pub(super) fn check_moments(
    entity: &Entity,
    rows: &[Row],
    target: DbBackend,
) -> Result<(), CopyError> {
    for row in rows {
        for (column, cell) in entity.fields.keys().zip(&row.values) {
            if matches!(cell, Cell::Moment(moment) if !moment::fits(*moment, target)) {
                let (table, id) = (entity.name.to_string(), row.id.clone());
                let (column, problem) = (column.to_string(), InvalidValue::Precision);
                return Err(CopyError::InvalidValue { table, id, column, problem });
            }
        }
    }
    Ok(())
}
