//! What a contestant's database holds, counted from outside.

use std::{path::PathBuf, process::Command};

use rusqlite::{Connection, OpenFlags};

use crate::{failure::Failure, process};

/// The database of one contestant.
#[derive(Debug, Clone)]
pub(crate) enum Rows {
    Sqlite(PathBuf),
    Postgresql(String),
    /// The arguments that the client program connects with.
    Mariadb(Vec<String>),
}

/// Rows that the contestant must have, and may have: requests that the load gave up on may have been
/// served.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Made {
    pub(crate) guests: u64,
    pub(crate) accounts: u64,
    pub(crate) links: u64,
    pub(crate) maybe_guests: u64,
    pub(crate) maybe_accounts: u64,
    pub(crate) maybe_links: u64,
}

const GUESTS: &str = r#"SELECT COUNT(*) FROM "user" WHERE "isAnonymous" = TRUE"#;
const ACCOUNTS: &str =
    r#"SELECT COUNT(*) FROM "user" WHERE COALESCE("isAnonymous", FALSE) = FALSE"#;
const ORPHANS: &str = r#"SELECT COUNT(*) FROM "session"
    WHERE NOT EXISTS (SELECT 1 FROM "user" WHERE "user"."id" = "session"."userId")"#;
const LOCKED_OUT: &str = r#"SELECT COUNT(*) FROM "user" WHERE "isAnonymous" = TRUE
    AND NOT EXISTS (SELECT 1 FROM "session" WHERE "session"."userId" = "user"."id")"#;

impl Rows {
    /// Returns the number that a query counts.
    pub(crate) fn count(&self, query: &str) -> Result<u64, Failure> {
        let text = match self {
            Self::Sqlite(file) => {
                let database = Connection::open_with_flags(file, OpenFlags::SQLITE_OPEN_READ_ONLY)?;
                let count: i64 = database.query_row(query, [], |row| row.get(0))?;
                count.to_string()
            }
            Self::Postgresql(url) => {
                process::run(Command::new("psql").args(["-qtAX", "-d", url, "-c", query]))?
            }
            Self::Mariadb(arguments) => {
                let mut mariadb = Command::new("mariadb");
                mariadb.args(arguments).args(["--init-command", "SET sql_mode = ANSI_QUOTES"]);
                process::run(mariadb.args(["-N", "-B", "-e", query]))?
            }
        };
        text.trim().parse().map_err(|_| Failure::program(query, text))
    }

    /// Compares the rows with what was answered.
    pub(crate) fn check(&self, contestant: &str, made: &Made) -> Result<(), Failure> {
        let wrong = |what: String| Failure::Wrong { contestant: contestant.to_owned(), what };
        let guests = self.count(GUESTS)?;
        let least = made.guests.saturating_sub(made.links + made.maybe_links);
        let most = (made.guests + made.maybe_guests).saturating_sub(made.links);
        if !(least..=most).contains(&guests) {
            return Err(wrong(format!(
                "{least} to {most} guests were answered, {guests} are there"
            )));
        }
        let accounts = self.count(ACCOUNTS)?;
        let least = made.accounts + made.links;
        let most = least + made.maybe_accounts + made.maybe_links;
        if !(least..=most).contains(&accounts) {
            return Err(wrong(format!(
                "{least} to {most} accounts were made, {accounts} are there"
            )));
        }
        for (query, of) in
            [(ORPHANS, "sessions without a user"), (LOCKED_OUT, "guests without a session")]
        {
            let found = self.count(query)?;
            if found > 0 {
                return Err(wrong(format!("{found} {of}")));
            }
        }
        Ok(())
    }
}

impl std::ops::AddAssign for Made {
    fn add_assign(&mut self, more: Self) {
        self.guests += more.guests;
        self.accounts += more.accounts;
        self.links += more.links;
        self.maybe_guests += more.maybe_guests;
        self.maybe_accounts += more.maybe_accounts;
        self.maybe_links += more.maybe_links;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use rusqlite::Connection;
    use tempfile::TempDir;

    use super::{Made, Rows};

    /// Two guests and an account, each with a session.
    const RIGHT: &str = r#"
        CREATE TABLE "user" ("id" TEXT PRIMARY KEY, "isAnonymous" BOOLEAN);
        CREATE TABLE "session" ("id" TEXT PRIMARY KEY, "userId" TEXT NOT NULL);
        INSERT INTO "user" VALUES ('a', TRUE), ('b', TRUE), ('c', FALSE);
        INSERT INTO "session" VALUES ('1', 'a'), ('2', 'b'), ('3', 'c');"#;
    const MADE: Made = Made {
        guests: 3,
        accounts: 0,
        links: 1,
        maybe_guests: 0,
        maybe_accounts: 0,
        maybe_links: 0,
    };

    /// What the check reports after a change of the rows.
    fn found(change: &str, made: &Made) -> String {
        let folder = TempDir::new().unwrap();
        let file = folder.path().join("rows.db");
        let database = Connection::open(&file).unwrap();
        database.execute_batch(RIGHT).unwrap();
        database.execute_batch(change).unwrap();
        Rows::Sqlite(file).check("nevr", made).err().map(|it| it.to_string()).unwrap_or_default()
    }

    #[test]
    fn rows_that_were_answered_are_right() {
        assert_eq!(found("", &MADE), "");
    }

    #[test]
    fn rows_that_the_load_gave_up_on_may_be_there_or_not() {
        let made = Made { guests: 2, maybe_guests: 16, accounts: 1, links: 0, ..MADE };
        assert_eq!(found("", &made), "");
        let made = Made { guests: 3, maybe_links: 16, links: 0, ..MADE };
        assert_eq!(found("", &made), "");
    }

    #[test]
    fn a_guest_who_was_answered_and_is_not_there_is_wrong() {
        let change =
            r#"DELETE FROM "session" WHERE "id" = '1'; DELETE FROM "user" WHERE "id" = 'a'"#;
        assert!(found(change, &MADE).contains("2 to 2 guests were answered, 1 are there"));
    }

    #[test]
    fn a_guest_whom_nobody_was_answered_for_is_wrong() {
        let change =
            r#"INSERT INTO "user" VALUES ('d', TRUE); INSERT INTO "session" VALUES ('4', 'd')"#;
        assert!(found(change, &MADE).contains("2 to 2 guests were answered, 3 are there"));
    }

    #[test]
    fn an_account_that_is_not_there_is_wrong() {
        let change =
            r#"DELETE FROM "session" WHERE "id" = '3'; DELETE FROM "user" WHERE "id" = 'c'"#;
        assert!(found(change, &MADE).contains("1 to 1 accounts were made, 0 are there"));
    }

    #[test]
    fn a_session_without_a_user_is_wrong() {
        let change = r#"INSERT INTO "session" VALUES ('4', 'nobody')"#;
        assert!(found(change, &MADE).contains("1 sessions without a user"));
    }

    #[test]
    fn a_guest_without_a_session_is_wrong() {
        let change = r#"DELETE FROM "session" WHERE "id" = '1'"#;
        assert!(found(change, &MADE).contains("1 guests without a session"));
    }
}
