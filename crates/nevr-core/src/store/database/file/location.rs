//! Where the file is, and how each connection to it is set up, by either driver.

use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use sqlx::{ConnectOptions, sqlite::SqliteConnectOptions};

/// How many prepared statements a connection keeps: as many as one of sqlx.
const STATEMENTS: usize = 100;

/// The settings of every connection. Commits survive a crash of the process, but perhaps no power
/// cut: the level is raised for those that must.
const SETTINGS: [(&str, &str); 3] =
    [("journal_mode", "WAL"), ("foreign_keys", "ON"), ("synchronous", "NORMAL")];

/// The setting of a connection that reads. A write through it would be a defect of nevr; with this
/// the database refuses it.
pub(super) const READING: (&str, &str) = ("query_only", "ON");

/// The setting of a connection whose commits survive a power cut.
pub(super) const DURABLE: (&str, &str) = ("synchronous", "FULL");

/// Returns the options of sqlx with the settings of every connection.
pub(super) fn with_settings(
    connect: SqliteConnectOptions,
    busy_timeout: Duration,
) -> SqliteConnectOptions {
    let connect =
        connect.create_if_missing(false).busy_timeout(busy_timeout).disable_statement_logging();
    SETTINGS.iter().fold(connect, |connect, (name, value)| connect.pragma(*name, *value))
}

/// What sqlx opens, to be opened by rusqlite.
#[derive(Clone)]
pub(super) struct Location {
    name: String,
    flags: OpenFlags,
    vfs: Option<String>,
    /// Whether the connections of this process share one cache, as those to a database in memory
    /// must. They lock tables against each other, readers too.
    pub(super) shares_cache: bool,
}

impl Location {
    /// Returns the location that options of sqlx lead to. They disclose their parts in a URL alone;
    /// the name of a database in memory would not make one.
    pub(super) fn of(connect: &SqliteConnectOptions) -> Self {
        let mut name = connect.get_filename().to_string_lossy().into_owned();
        let mut flags = OpenFlags::SQLITE_OPEN_URI | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut vfs = None;
        let mut access = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let mut cache = OpenFlags::SQLITE_OPEN_PRIVATE_CACHE;
        for (part, value) in connect.clone().filename("file").to_url_lossy().query_pairs() {
            match (part.as_ref(), value.as_ref()) {
                ("mode", "ro") => access = OpenFlags::SQLITE_OPEN_READ_ONLY,
                ("mode", "memory") => flags |= OpenFlags::SQLITE_OPEN_MEMORY,
                ("cache", "shared") => cache = OpenFlags::SQLITE_OPEN_SHARED_CACHE,
                ("immutable", "true") => name = immutable(&name),
                ("vfs", chosen) => vfs = Some(chosen.to_owned()),
                _ => {}
            }
        }
        let shares_cache = cache == OpenFlags::SQLITE_OPEN_SHARED_CACHE;
        Self { name, flags: flags | access | cache, vfs, shares_cache }
    }

    /// Opens a connection that writes.
    pub(super) fn writer(&self, busy_timeout: Duration) -> rusqlite::Result<Connection> {
        self.connect(self.flags, busy_timeout)
    }

    /// Opens a connection that reads. It does not wait for a busy file.
    pub(super) fn reader(&self, busy_timeout: Duration) -> rusqlite::Result<Connection> {
        let mut flags = self.flags;
        // Those that share a cache share what they may do.
        if !self.shares_cache {
            flags.remove(OpenFlags::SQLITE_OPEN_READ_WRITE);
            flags.insert(OpenFlags::SQLITE_OPEN_READ_ONLY);
        }
        let connection = self.connect(flags, busy_timeout)?;
        set(&connection, READING)?;
        connection.busy_timeout(Duration::ZERO)?;
        Ok(connection)
    }

    fn connect(&self, flags: OpenFlags, busy_timeout: Duration) -> rusqlite::Result<Connection> {
        let connection = match &self.vfs {
            Some(vfs) => Connection::open_with_flags_and_vfs(&self.name, flags, vfs.as_str())?,
            None => Connection::open_with_flags(&self.name, flags)?,
        };
        connection.busy_timeout(busy_timeout)?;
        connection.set_prepared_statement_cache_capacity(STATEMENTS);
        SETTINGS.iter().try_for_each(|setting| set(&connection, *setting))?;
        Ok(connection)
    }
}

/// Changes a setting of a connection.
pub(super) fn set(connection: &Connection, (name, value): (&str, &str)) -> rusqlite::Result<()> {
    connection.execute_batch(&format!("PRAGMA {name} = {value}"))
}

/// Returns the URI of a file that nobody changes (<https://sqlite.org/uri.html>).
fn immutable(path: &str) -> String {
    let path = path.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    format!("file:{path}?immutable=true")
}
