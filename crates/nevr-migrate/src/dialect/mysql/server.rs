//! What differs between servers.

use std::collections::BTreeSet;

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr, QueryResult};

use super::queries::{SERVER, statement};

/// A server, and the database that the connection is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) mariadb: bool,
    /// Whether it keeps the names of tables in lower case, however they are created.
    pub(super) lowers_names: bool,
    pub(super) database: String,
}

impl Server {
    pub(super) async fn of(db: &DatabaseTransaction) -> Result<Self, DbErr> {
        let row = db.query_one_raw(statement(SERVER, &[])).await?;
        let row = row.ok_or_else(|| DbErr::RecordNotFound(SERVER.to_owned()))?;
        let version: String = row.try_get("", "version")?;
        let lower_case: i64 = row.try_get("", "lower_case")?;
        let database: Option<String> = row.try_get("", "database_name")?;
        let no_database = || {
            let message = "the connection is in no database: name one in the URL";
            DbErr::Custom(message.to_owned())
        };
        Ok(Self {
            mariadb: is_mariadb(&version),
            lowers_names: lower_case == 1,
            database: database.ok_or_else(no_database)?,
        })
    }
}

/// The names of tables, of which some servers show only the lower case.
pub(super) struct TableNames<'a> {
    /// Whether the server lowers them.
    pub(super) lowered: bool,
    /// The names that are asked for.
    pub(super) asked: &'a BTreeSet<String>,
}

impl TableNames<'_> {
    /// Reads the name that a table was created with.
    pub(super) fn read(&self, row: &QueryResult, column: &str) -> Result<String, DbErr> {
        Ok(self.created(row.try_get("", column)?))
    }

    fn created(&self, shown: String) -> String {
        let mut asked = self.asked.iter().filter(|_| self.lowered);
        asked.find(|name| name.eq_ignore_ascii_case(&shown)).cloned().unwrap_or(shown)
    }
}

/// Reads a version such as `10.11.6-MariaDB-1`, `5.5.5-10.11.6-MariaDB`, or `8.4.0`.
fn is_mariadb(version: &str) -> bool {
    version.to_ascii_lowercase().contains("mariadb")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_tells_the_server() {
        assert!(is_mariadb("10.11.6-MariaDB-0+deb12u1"));
        assert!(is_mariadb("5.5.5-11.4.2-MariaDB-log"));
        assert!(!is_mariadb("8.4.0"));
        assert!(!is_mariadb("8.0.36-0ubuntu0.22.04.1"));
    }

    #[test]
    fn names_in_lower_case_are_those_that_were_asked_for() {
        let asked = BTreeSet::from(["cartItem".to_owned()]);
        let names = TableNames { lowered: true, asked: &asked };
        assert_eq!(names.created("cartitem".to_owned()), "cartItem");
        assert_eq!(names.created("other".to_owned()), "other");
        let exact = TableNames { lowered: false, ..names };
        assert_eq!(exact.created("cartitem".to_owned()), "cartitem");
    }
}
