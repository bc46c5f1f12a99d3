//! One of two databases, as a worker of the server sees it.

use std::io;

use crate::{postgresql::Postgresql, session::Guest, sqlite};

#[derive(Clone)]
pub(crate) enum Database {
    Sqlite(sqlite::Sqlite),
    Postgresql(Postgresql),
}

/// What a worker keeps to itself.
pub(crate) enum Worker {
    Sqlite(sqlite::Reader),
    Postgresql(Postgresql),
}

impl Database {
    /// Opens it and makes its tables where they are missing.
    pub(crate) async fn open(kind: &str, place: &str) -> io::Result<Self> {
        match kind {
            "sqlite" => Ok(Self::Sqlite(sqlite::Sqlite::open(place)?)),
            "postgresql" => Ok(Self::Postgresql(Postgresql::open(place).await?)),
            _ => Err(io::Error::other(format!("no such kind of database: {kind}"))),
        }
    }

    pub(crate) fn worker(&self) -> Worker {
        match self {
            Self::Sqlite(sqlite) => Worker::Sqlite(sqlite.reader()),
            Self::Postgresql(postgresql) => Worker::Postgresql(postgresql.clone()),
        }
    }
}

impl Worker {
    pub(crate) async fn find(&self, id: String) -> io::Result<Option<Guest>> {
        match self {
            Self::Sqlite(reader) => reader.find(&id),
            Self::Postgresql(postgresql) => postgresql.find(id).await,
        }
    }

    pub(crate) async fn insert(&self, guest: Guest) -> io::Result<()> {
        match self {
            Self::Sqlite(reader) => reader.insert(guest).await,
            Self::Postgresql(postgresql) => postgresql.insert(guest).await,
        }
    }
}
