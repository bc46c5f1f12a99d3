//! Binds values, runs statements and reads rows.

use nevr_schema::codec::Stored;
use rusqlite::{
    Connection, Error, Result, Row, Statement, ToSql,
    types::{ToSqlOutput, ValueRef},
};
use sea_orm::{
    DbBackend, StatementBuilder,
    sea_query::{Value, Values},
};

/// A statement as its text and the values that are bound to it.
pub(crate) struct Text {
    sql: String,
    values: Vec<Value>,
}

impl Text {
    /// Returns the text of a statement.
    pub(crate) fn of(statement: &impl StatementBuilder) -> Self {
        let built = statement.build(&DbBackend::Sqlite);
        Self { sql: built.sql, values: built.values.map_or_else(Vec::new, |Values(values)| values) }
    }

    /// Reads rows while they are `wanted`.
    pub(super) fn query(
        &self,
        connection: &Connection,
        wanted: impl Fn() -> bool,
    ) -> Result<Vec<Vec<Stored>>> {
        let mut statement = connection.prepare_cached(&self.sql)?;
        bind(&mut statement, &self.values)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            if !wanted() {
                break;
            }
            found.push((0..columns).map(|at| stored(row, at)).collect::<Result<_>>()?);
        }
        Ok(found)
    }

    /// Runs a statement that returns no rows. Returns the number of rows that it touched.
    pub(super) fn execute(&self, connection: &Connection) -> Result<u64> {
        execute(connection, &self.sql, &self.values)
    }
}

/// Runs a statement that returns no rows. Returns the number of rows that it touched.
pub(super) fn execute(connection: &Connection, sql: &str, values: &[Value]) -> Result<u64> {
    let mut statement = connection.prepare_cached(sql)?;
    bind(&mut statement, values)?;
    Ok(u64::try_from(statement.raw_execute()?).unwrap_or(u64::MAX))
}

fn bind(statement: &mut Statement<'_>, values: &[Value]) -> Result<()> {
    let mut numbered = values.iter().zip(1..);
    numbered.try_for_each(|(value, at)| statement.raw_bind_parameter(at, Bound(value)))
}

/// Runs a statement without values or rows, such as `COMMIT`.
pub(super) fn run(connection: &Connection, sql: &str) -> Result<()> {
    connection.prepare_cached(sql)?.raw_execute().map(drop)
}

/// Returns the number that a statement without values returns, such as a pragma.
pub(super) fn number(connection: &Connection, sql: &str) -> Result<i64> {
    connection.prepare_cached(sql)?.query_row([], |row| row.get(0))
}

fn stored(row: &Row<'_>, column: usize) -> Result<Stored> {
    Ok(match row.get_ref(column)? {
        ValueRef::Null => Stored::Null,
        ValueRef::Integer(number) => Stored::Integer(number),
        ValueRef::Text(bytes) => {
            str::from_utf8(bytes).map_or(Stored::Foreign, |text| Stored::Text(text.to_owned()))
        }
        ValueRef::Real(_) | ValueRef::Blob(_) => Stored::Foreign,
    })
}

/// A value as it is bound. Those that the codec makes for SQLite, and limits, are all there are.
struct Bound<'v>(&'v Value);

impl ToSql for Bound<'_> {
    fn to_sql(&self) -> Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self.0 {
            Value::String(Some(text)) => ValueRef::Text(text.as_bytes()),
            Value::BigInt(Some(number)) => ValueRef::Integer(*number),
            Value::Int(Some(number)) => ValueRef::Integer((*number).into()),
            Value::Bool(Some(flag)) => ValueRef::Integer((*flag).into()),
            Value::BigUnsigned(Some(number)) => {
                let number = i64::try_from(*number);
                ValueRef::Integer(number.map_err(|e| Error::ToSqlConversionFailure(e.into()))?)
            }
            Value::String(None) | Value::BigInt(None) | Value::Bool(None) => ValueRef::Null,
            other => {
                let error = format!("a value can't be bound: {:?}", std::mem::discriminant(other));
                return Err(Error::ToSqlConversionFailure(error.into()));
            }
        }))
    }
}
