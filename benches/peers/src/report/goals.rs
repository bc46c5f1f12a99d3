//! What is to be reached, beside what was measured.

use crate::{
    plan::{Database, Endpoint, Kind},
    report::figures::{milliseconds, number, times},
    results::{Cell, Process, Results},
};

/// A line of the table.
pub(crate) struct Goal {
    pub(crate) what: String,
    pub(crate) database: Database,
    /// The connections; nothing where they don't matter.
    pub(crate) connections: Option<u32>,
    pub(crate) against: &'static str,
    pub(crate) measured: String,
    pub(crate) to_reach: String,
    pub(crate) is_hit: bool,
}

/// A ratio of nevr's rate to another one, at the same endpoint in the same run.
struct Ratio {
    endpoint: Endpoint,
    databases: &'static [Database],
    connections: &'static [u32],
    nevr: Kind,
    other: Kind,
    least: f64,
}

const SQLITE: &[Database] = &[Database::Sqlite];
const POSTGRESQL: &[Database] = &[Database::Postgresql];
const BOTH: &[Database] = &[Database::Sqlite, Database::Postgresql];
const LOADED: &[u32] = &[16, 64];

const fn rate(
    endpoint: Endpoint,
    databases: &'static [Database],
    connections: &'static [u32],
    other: Kind,
    least: f64,
) -> Ratio {
    Ratio { endpoint, databases, connections, nevr: Kind::Nevr, other, least }
}

const RATIOS: &[Ratio] = &[
    rate(Endpoint::GetSession, SQLITE, LOADED, Kind::BetterAuth, 25.0),
    rate(Endpoint::GetSession, SQLITE, LOADED, Kind::Floor, 0.5),
    rate(Endpoint::GetSession, POSTGRESQL, LOADED, Kind::BetterAuth, 8.0),
    rate(Endpoint::GetSession, POSTGRESQL, LOADED, Kind::Floor, 0.8),
    Ratio {
        nevr: Kind::NevrCached,
        ..rate(Endpoint::GetSession, POSTGRESQL, LOADED, Kind::BetterAuth, 25.0)
    },
    rate(Endpoint::Guest, SQLITE, LOADED, Kind::BetterAuth, 12.0),
    rate(Endpoint::Guest, SQLITE, LOADED, Kind::Floor, 0.5),
    rate(Endpoint::Guest, POSTGRESQL, &[16], Kind::BetterAuth, 12.0),
    rate(Endpoint::Guest, POSTGRESQL, &[64], Kind::BetterAuth, 18.0),
    rate(Endpoint::Guest, POSTGRESQL, LOADED, Kind::Floor, 0.8),
    rate(Endpoint::SignUp, BOTH, &[16], Kind::BetterAuth, 4.5),
    rate(Endpoint::SignUp, BOTH, &[16], Kind::BetterAuthArgon2, 1.0),
    rate(Endpoint::SignUp, BOTH, &[16], Kind::Floor, 0.95),
    rate(Endpoint::SignIn, BOTH, &[16], Kind::BetterAuth, 4.5),
    rate(Endpoint::SignIn, BOTH, &[16], Kind::BetterAuthArgon2, 1.0),
    rate(Endpoint::SignIn, BOTH, &[16], Kind::Floor, 0.95),
    rate(Endpoint::Link, BOTH, &[16], Kind::BetterAuth, 4.5),
    rate(Endpoint::Link, BOTH, &[16], Kind::BetterAuthArgon2, 1.0),
    rate(Endpoint::Link, BOTH, &[16], Kind::Floor, 0.95),
    Ratio {
        nevr: Kind::NevrLimited,
        ..rate(Endpoint::Refused, SQLITE, &[16], Kind::BetterAuthLimited, 40.0)
    },
    Ratio { nevr: Kind::NevrLimited, ..rate(Endpoint::Refused, SQLITE, &[16], Kind::Floor, 0.6) },
    rate(Endpoint::Forged, SQLITE, &[16], Kind::BetterAuth, 40.0),
    rate(Endpoint::Forged, SQLITE, &[16], Kind::Floor, 0.6),
];

/// Returns a line for each goal that the run has figures for.
pub(crate) fn goals(results: &Results) -> Vec<Goal> {
    let mut goals: Vec<Goal> = RATIOS.iter().flat_map(|ratio| ratio.goals(results)).collect();
    for database in [Database::Sqlite, Database::Postgresql] {
        for endpoint in [Endpoint::GetSession, Endpoint::Guest] {
            goals.extend(LOADED.iter().filter_map(|&it| latency(results, database, endpoint, it)));
        }
        goals.extend(processes(results, database).into_iter().flatten());
    }
    goals
}

impl Ratio {
    /// The endpoint, with what is special about nevr there.
    fn name(&self) -> String {
        match self.nevr {
            Kind::NevrCached => format!("{}, the cache on", self.endpoint.name()),
            _ => self.endpoint.name().to_owned(),
        }
    }

    fn goals(&self, results: &Results) -> Vec<Goal> {
        let each =
            self.databases.iter().flat_map(|&it| self.connections.iter().map(move |&at| (it, at)));
        each.filter_map(|(database, connections)| {
            let of = |kind| {
                results.cell(database, self.endpoint, connections, kind).map(Cell::per_second)
            };
            let ratio = of(self.nevr)? / of(self.other)?;
            Some(Goal {
                what: self.name(),
                database,
                connections: Some(connections),
                against: self.other.name(),
                measured: times(ratio),
                to_reach: format!("≥ {}", times(self.least)),
                is_hit: ratio.is_finite() && ratio >= self.least,
            })
        })
        .collect()
    }
}

fn latency(
    results: &Results,
    database: Database,
    endpoint: Endpoint,
    connections: u32,
) -> Option<Goal> {
    let of =
        |kind| Some(results.cell(database, endpoint, connections, kind)?.median(|round| round.p99));
    let ratio = of(Kind::Nevr)? / of(Kind::BetterAuth)?;
    Some(Goal {
        what: format!("99th percentile of {}", endpoint.name()),
        database,
        connections: Some(connections),
        against: Kind::BetterAuth.name(),
        measured: format!("1/{}", number(1.0 / ratio)),
        to_reach: "≤ 1/5".to_owned(),
        is_hit: ratio <= 0.2,
    })
}

fn processes(results: &Results, database: Database) -> [Option<Goal>; 3] {
    let of = |kind| results.process(database, kind);
    let both = || Some((of(Kind::Nevr)?, of(Kind::BetterAuth)?));
    let share = |what: &str, figure: fn(&Process) -> f64, parts: f64| {
        let (nevr, other) = both()?;
        let ratio = figure(nevr) / figure(other);
        Some(Goal {
            what: what.to_owned(),
            database,
            connections: None,
            against: Kind::BetterAuth.name(),
            measured: format!("1/{}", number(1.0 / ratio)),
            to_reach: format!("≤ 1/{parts}"),
            is_hit: ratio <= 1.0 / parts,
        })
    };
    let start = of(Kind::Nevr).map(|nevr| Goal {
        what: "start to the first answer".to_owned(),
        database,
        connections: None,
        against: "",
        measured: milliseconds(nevr.start),
        to_reach: "< 60 ms".to_owned(),
        is_hit: nevr.start < 60.0,
    });
    [
        share("the most memory under load", |it| it.peak, 4.0),
        share("start to the first answer", |it| it.start, 10.0),
        start,
    ]
}
