//! Users and sessions that are there and are never asked for, written by SQL.

use std::process::Command;

use rusqlite::Connection;

use crate::{contestant::Contestant, failure::Failure, process, rows::Rows};

/// Makes so many guests of nevr, each with a session. Their ids lie between those of the sessions that
/// are asked for, and these stay spread over the whole table.
pub(crate) fn fill(contestant: &mut Contestant, guests: u64) -> Result<(), Failure> {
    let there = contestant.prepared.sessions.len() as u64;
    let copies = guests.saturating_sub(there) / there;
    if copies == 0 {
        return Ok(());
    }
    contestant.running.stop();
    match &contestant.rows {
        Rows::Sqlite(file) => {
            let random = |digits: u32| format!("LOWER(HEX(RANDOMBLOB({})))", digits / 2);
            let database = Connection::open(file)?;
            database.execute_batch("BEGIN")?;
            for statement in statements(copies, &random(20), &random(18)) {
                database.execute_batch(&statement)?;
            }
            database.execute_batch("COMMIT; PRAGMA wal_checkpoint(TRUNCATE);")?;
        }
        Rows::Postgresql(url) => {
            let random = |digits: u32| format!("SUBSTR(MD5(RANDOM()::text), 1, {digits})");
            let mut psql = Command::new("psql");
            psql.args(["-qX", "-v", "ON_ERROR_STOP=1", "-d", url]);
            for statement in statements(copies, &random(20), &random(18)) {
                psql.args(["-c", &statement]);
            }
            process::run(psql.args(["-c", "VACUUM ANALYZE"]))?;
        }
        Rows::Mariadb(_) => return Err(Failure::program("growth", "not on MariaDB")),
    }
    contestant.made.guests += copies * there;
    contestant.restart()
}

/// An id begins with the time in 12 digits. Copies have that of the guest that they are like.
fn statements(copies: u64, random_20: &str, random_18: &str) -> [String; 3] {
    [
        format!(
            r#"CREATE TEMPORARY TABLE "filler" AS
            WITH RECURSIVE "copy"("number") AS (
                SELECT 1 UNION ALL SELECT "number" + 1 FROM "copy" WHERE "number" < {copies})
            SELECT u."id" AS "like", SUBSTR(u."id", 1, 17) || {random_20} AS "user",
                SUBSTR(s."id", 1, 13) || '-7' || {random_18} AS "random"
            FROM "session" AS s JOIN "user" AS u ON u."id" = s."userId" CROSS JOIN "copy"
            WHERE u."isAnonymous" = TRUE"#
        ),
        r#"INSERT INTO "user" ("id", "anonymousId", "name", "emailVerified", "createdAt", "updatedAt", "isAnonymous")
        SELECT f."user", f."user", u."name", u."emailVerified", u."createdAt", u."updatedAt", u."isAnonymous"
        FROM "filler" AS f JOIN "user" AS u ON u."id" = f."like" ORDER BY f."user""#
            .to_owned(),
        r#"INSERT INTO "session" ("id", "userId", "tokenHash", "policy", "expiresAt", "ipAddress", "userAgent",
            "createdAt", "updatedAt")
        SELECT SUBSTR(f."random", 1, 18) || '-8' || SUBSTR(f."random", 19, 3) || '-' || SUBSTR(f."random", 22),
            f."user", s."tokenHash", s."policy", s."expiresAt", s."ipAddress", s."userAgent",
            s."createdAt", s."updatedAt"
        FROM "filler" AS f JOIN "session" AS s ON s."userId" = f."like" ORDER BY f."random""#
            .to_owned(),
    ]
}
