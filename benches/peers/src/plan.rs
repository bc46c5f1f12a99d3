//! What is measured: which endpoint, on which database, with how many connections, of whom.

use serde::{Deserialize, Serialize};

/// Where a contestant keeps its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Database {
    Sqlite,
    Postgresql,
    Mariadb,
}

/// A contestant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Kind {
    Nevr,
    /// nevr that may answer from its cache for some seconds, where it does not by itself.
    NevrCached,
    /// nevr that logs warnings alone, and no line for each request.
    NevrQuiet,
    /// nevr with the limits that it has by default.
    NevrLimited,
    /// With its limits, for the clients that a proxy names.
    NevrBehindProxy,
    BetterAuth,
    /// With the hash of passwords that nevr has, and its parameters.
    BetterAuthArgon2,
    /// With its limiter on.
    BetterAuthLimited,
    /// With the session in a signed cookie, so that the database is asked every five minutes.
    BetterAuthCookieCache,
    Floor,
}

/// What is asked of a contestant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum Endpoint {
    /// The session of one cookie.
    GetSession,
    /// The sessions of many cookies in turn.
    ManySessions,
    Guest,
    SignUp,
    SignIn,
    /// A guest becomes an account.
    Link,
    /// A guest sign-in that is refused with 429.
    Refused,
    /// A cookie whose signature is wrong.
    Forged,
}

/// A part of the plan.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Block {
    pub(crate) database: Database,
    pub(crate) endpoint: Endpoint,
    pub(crate) connections: &'static [u32],
    pub(crate) contestants: &'static [Kind],
}

/// How much of it is measured, and how long.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub(crate) struct Extent {
    pub(crate) full: bool,
    pub(crate) rounds: u32,
    /// The length of one measurement.
    pub(crate) seconds: u32,
    /// The number of sessions in rotation.
    pub(crate) sessions: usize,
}

impl Database {
    pub(crate) const ALL: [Self; 3] = [Self::Sqlite, Self::Postgresql, Self::Mariadb];

    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "SQLite",
            Self::Postgresql => "PostgreSQL",
            Self::Mariadb => "MariaDB",
        }
    }
}

impl Kind {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Nevr => "nevr",
            Self::NevrCached => "nevr, cache on",
            Self::NevrQuiet => "nevr, log of warnings",
            Self::NevrLimited => "nevr, limits on",
            Self::NevrBehindProxy => "nevr, behind a proxy",
            Self::BetterAuth => "better-auth",
            Self::BetterAuthArgon2 => "better-auth, argon2id",
            Self::BetterAuthLimited => "better-auth, limiter on",
            Self::BetterAuthCookieCache => "better-auth, cookie cache",
            Self::Floor => "floor",
        }
    }

    pub(crate) const fn is_nevr(self) -> bool {
        matches!(
            self,
            Self::Nevr
                | Self::NevrCached
                | Self::NevrQuiet
                | Self::NevrLimited
                | Self::NevrBehindProxy
        )
    }

    /// Whether its limits are on: nothing can be prepared in it.
    pub(crate) const fn is_limited(self) -> bool {
        matches!(self, Self::NevrLimited | Self::NevrBehindProxy | Self::BetterAuthLimited)
    }
}

impl Endpoint {
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::GetSession => "get-session",
            Self::ManySessions => "get-session, many sessions in turn",
            Self::Guest => "guest sign-in",
            Self::SignUp => "sign-up",
            Self::SignIn => "sign-in by e-mail",
            Self::Link => "link",
            Self::Refused => "refused with 429",
            Self::Forged => "forged token",
        }
    }

    /// Whether a password is hashed: a few of them a second, whatever the rest costs.
    pub(crate) const fn hashes(self) -> bool {
        matches!(self, Self::SignUp | Self::SignIn | Self::Link)
    }
}

impl Extent {
    pub(crate) const QUICK: Self = Self { full: false, rounds: 1, seconds: 1, sessions: 100 };
    pub(crate) const FULL: Self = Self { full: true, rounds: 3, seconds: 2, sessions: 1000 };

    /// The length of a measurement of an endpoint. Where hashes are counted, which are few, it is a
    /// second longer.
    pub(crate) const fn seconds_of(self, endpoint: Endpoint) -> u32 {
        if self.full && endpoint.hashes() { self.seconds + 1 } else { self.seconds }
    }
}

const THREE: &[Kind] = &[Kind::Nevr, Kind::BetterAuth, Kind::Floor];
const READERS: &[Kind] =
    &[Kind::Nevr, Kind::NevrQuiet, Kind::BetterAuth, Kind::BetterAuthCookieCache, Kind::Floor];
/// On SQLite, the cache is on by itself.
const CACHED_READERS: &[Kind] = &[Kind::Nevr, Kind::NevrCached, Kind::BetterAuth, Kind::Floor];
const WRITERS: &[Kind] = &[Kind::Nevr, Kind::NevrQuiet, Kind::BetterAuth, Kind::Floor];
const HASHERS: &[Kind] = &[Kind::Nevr, Kind::BetterAuth, Kind::BetterAuthArgon2, Kind::Floor];
const LIMITED: &[Kind] = &[Kind::NevrLimited, Kind::BetterAuthLimited, Kind::Floor];
const ALONE: &[Kind] = &[Kind::Nevr];

const ALL: &[u32] = &[1, 16, 64];
const SOME: &[u32] = &[16];

/// Returns what is measured. The quick plan has the same endpoints with 16 connections, and only the
/// contestants that the table of ratios needs.
pub(crate) fn blocks(extent: Extent) -> Vec<Block> {
    let connections = if extent.full { ALL } else { SOME };
    let mut blocks = Vec::new();
    for database in [Database::Sqlite, Database::Postgresql] {
        let mut add = |endpoint, connections, contestants| {
            blocks.push(Block { database, endpoint, connections, contestants });
        };
        // What logging and a cookie save is the same on both.
        let (readers, writers) = match (extent.full, database) {
            (true, Database::Sqlite) => (READERS, WRITERS),
            (true, _) => (CACHED_READERS, THREE),
            (false, _) => (THREE, THREE),
        };
        add(Endpoint::GetSession, connections, readers);
        add(Endpoint::ManySessions, SOME, THREE);
        add(Endpoint::Guest, connections, writers);
        for endpoint in [Endpoint::SignUp, Endpoint::SignIn, Endpoint::Link] {
            add(endpoint, SOME, HASHERS);
        }
        // Neither asks the database.
        if database == Database::Sqlite {
            add(Endpoint::Refused, SOME, LIMITED);
            add(Endpoint::Forged, SOME, THREE);
        }
    }
    for endpoint in [Endpoint::GetSession, Endpoint::Guest] {
        let database = Database::Mariadb;
        blocks.push(Block { database, endpoint, connections, contestants: ALONE });
    }
    blocks
}
