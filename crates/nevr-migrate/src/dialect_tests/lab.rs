//! A database with its dialect.

use std::collections::BTreeSet;

use nevr_core::testing::TestDatabase;
use nevr_schema::{Entity, Field, FieldType, Owner, Schema, SchemaBuilder, merge};
use sea_orm::{ConnectionTrait, DatabaseConnection, QueryResult, Statement};

use crate::{
    catalogue::{Catalogue, Column, Table, indexes},
    dialect::{Dialect, Operation, dialect_of},
};

/// An empty database of the current engine, with its dialect.
pub(super) struct Lab {
    pub(super) database: TestDatabase,
    pub(super) db: DatabaseConnection,
    pub(super) dialect: &'static dyn Dialect,
}

impl Lab {
    pub(super) async fn new() -> Self {
        let database = TestDatabase::new();
        let db = database.connect().await;
        let dialect = dialect_of(&db).unwrap();
        Self { database, db, dialect }
    }

    /// A database with the tables of a schema, after these statements.
    pub(super) async fn after(schema: &Schema, sql: &str) -> Self {
        let lab = Self::new().await;
        lab.create(schema).await;
        lab.database.execute(sql).await;
        lab
    }

    /// Runs the statements of operations, as a migration does.
    pub(super) async fn run(&self, operations: &[Operation]) {
        let transaction = self.dialect.lock(&self.db).await.unwrap();
        for operation in operations {
            for sql in self.dialect.statements(operation) {
                let done = transaction.execute_unprepared(&sql).await;
                assert!(done.is_ok(), "{sql}: {done:?}");
            }
        }
        self.dialect.unlock(&transaction).await.unwrap();
        transaction.commit().await.unwrap();
    }

    /// Reads the catalogue, with the details of these tables.
    pub(super) async fn catalogue(&self, tables: &[&str]) -> Catalogue {
        let transaction = self.dialect.read(&self.db).await.unwrap();
        let tables: BTreeSet<String> = tables.iter().map(|table| (*table).to_owned()).collect();
        let catalogue = self.dialect.catalogue(&transaction, &tables).await.unwrap();
        transaction.rollback().await.unwrap();
        catalogue
    }

    pub(super) async fn table(&self, name: &str) -> Table {
        let mut catalogue = self.catalogue(&[name]).await;
        let mut table = catalogue.tables.remove(name).unwrap_or_else(|| panic!("no table {name}"));
        // The index of the primary key is SQLite's own.
        table.indexes.retain(|index| !index.name.starts_with("sqlite_"));
        table
    }

    pub(super) async fn live_column(&self, table: &str, name: &str) -> Column {
        let table = self.table(table).await;
        table.column(name).unwrap_or_else(|| panic!("no column {name}: {table:?}")).clone()
    }

    /// Creates the tables of a schema with their indexes. Foreign keys to tables that are created
    /// later come at the end, on engines that need that.
    pub(super) async fn create(&self, schema: &Schema) {
        let (mut tables, mut rest, mut made) = (Vec::new(), Vec::new(), BTreeSet::new());
        for entity in schema.entities.values() {
            made.insert(entity.name.to_string());
            let mut table = self.wanted(entity);
            let refers_ahead = |column: &&mut Column| {
                let key = column.reference.as_ref();
                key.is_some_and(|key| !self.dialect.refers_ahead() && !made.contains(&key.table))
            };
            for column in table.columns.iter_mut().filter(refers_ahead) {
                let table = entity.name.to_string();
                rest.push(Operation::AddReference { table, column: column.clone() });
                column.reference = None;
            }
            tables.push(Operation::CreateTable(table));
            rest.extend(indexes(entity).into_iter().map(Operation::CreateIndex));
        }
        tables.append(&mut rest);
        self.run(&tables).await;
    }

    /// Returns the table that an entity asks for, without indexes.
    pub(super) fn wanted(&self, entity: &Entity) -> Table {
        let column = |field| self.dialect.column(entity, field);
        let columns = entity.fields.values().map(column).collect();
        Table { name: entity.name.to_string(), columns, ..Table::default() }
    }

    /// Asserts that the live table is exactly what the entity asks for, its indexes included.
    pub(super) async fn holds(&self, entity: &Entity) {
        let live = self.table(&entity.name).await;
        let names = |table: &Table| {
            table.columns.iter().map(|column| column.name.clone()).collect::<Vec<_>>()
        };
        assert_eq!(names(&live), names(&self.wanted(entity)));
        for field in entity.fields.values() {
            self.same(entity, field, live.column(&field.name).unwrap());
        }
        let wanted = indexes(entity);
        assert_eq!(live.indexes.len(), wanted.len(), "{:?}", live.indexes);
        for index in wanted {
            assert!(live.index(&index.name).is_some_and(|it| index.matches(it)), "{live:?}");
        }
        assert_eq!((live.triggers, live.unsupported), (Vec::new(), Vec::new()));
    }

    /// Asserts that the live column is what the field asks for.
    pub(super) fn same(&self, entity: &Entity, field: &Field, live: &Column) {
        let wanted = self.dialect.column(entity, field);
        let both = format!("{wanted:?} is {live:?}");
        assert!(self.dialect.same_type(&wanted.ty, &live.ty), "{both}");
        let [one, other] = [&wanted, live].map(|column| column.default.as_deref());
        assert!(self.dialect.same_default(field.ty, one, other), "{both}");
        assert_eq!(wanted.not_null, live.not_null, "{both}");
        match (&wanted.reference, &live.reference) {
            (Some(wanted), Some(live)) => assert!(wanted.same(live), "{both}"),
            (one, other) => assert_eq!(one.is_some(), other.is_some(), "{both}"),
        }
    }

    pub(super) async fn row(&self, sql: &str) -> QueryResult {
        let statement = Statement::from_string(self.db.get_database_backend(), sql);
        self.db.query_one_raw(statement).await.unwrap().expect("a row")
    }
}

/// Returns the schema that these declarations of the app make.
pub(super) fn schema(declare: impl FnOnce(&mut SchemaBuilder)) -> Schema {
    let mut builder = SchemaBuilder::new(Owner::App);
    declare(&mut builder);
    let (schema, defects) = merge(vec![builder]);
    assert_eq!(defects, []);
    schema
}

/// All types of fields.
pub(super) const TYPES: [FieldType; 6] = [
    FieldType::String,
    FieldType::Text,
    FieldType::Int,
    FieldType::Boolean,
    FieldType::DateTime,
    FieldType::Json,
];
