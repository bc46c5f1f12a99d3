//! What servers differ in.

use sea_orm::{ConnectionTrait, DatabaseTransaction, DbErr};

use super::queries::{SERVER, statement};

/// The server, and the database that the connection is in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Server {
    pub(super) mariadb: bool,
    /// Whether it keeps the names of tables in lower case, whatever they are created with.
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

    /// The name that a table was created with, of which the server may show lower case.
    pub(super) fn name(&self, shown: String, asked: &[&String]) -> String {
        let mut asked = asked.iter().filter(|_| self.lowers_names);
        let name = asked.find(|name| name.eq_ignore_ascii_case(&shown));
        name.map_or(shown, |name| (*name).clone())
    }
}

/// `10.11.6-MariaDB-1`, `5.5.5-10.11.6-MariaDB`, and `8.4.0`.
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
        let (asked, database) = ("cartItem".to_owned(), String::new());
        let server = Server { mariadb: false, lowers_names: true, database };
        assert_eq!(server.name("cartitem".to_owned(), &[&asked]), "cartItem");
        assert_eq!(server.name("other".to_owned(), &[&asked]), "other");
        let exact = Server { lowers_names: false, ..server };
        assert_eq!(exact.name("cartitem".to_owned(), &[&asked]), "cartitem");
    }
}
