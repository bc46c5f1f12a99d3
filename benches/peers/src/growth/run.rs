//! The order in which growth is measured.

use crate::{
    contestant::Contestant,
    failure::Failure,
    growth::{Growth, filler, hashing, memory},
    machine::Machine,
    plan::{Database, Endpoint, Extent, Kind},
    prepared,
    results::Cell,
    stage::{Stage, say},
};

const ROWS: [u64; 3] = [1_000, 100_000, 1_000_000];
const CONNECTIONS: [u32; 6] = [1, 4, 16, 64, 256, 1000];
const WAITING: [u32; 3] = [1, 8, 64];
const MILLION: u64 = 1_000_000;
const ENDPOINTS: [Endpoint; 2] = [Endpoint::ManySessions, Endpoint::Guest];

/// Measures all of it.
pub(crate) fn grow(mut stage: Stage, extent: Extent) -> Result<Growth, Failure> {
    let mut growth = Growth {
        machine: Machine::read()?,
        rows: Vec::new(),
        connections: Vec::new(),
        memory: Vec::new(),
        hashing: Vec::new(),
    };
    for database in [Database::Sqlite, Database::Postgresql] {
        if stage.has(database) {
            rows(&mut stage, &mut growth, database, extent)?;
        }
    }
    of_few(&mut stage, &mut growth, extent)?;
    growth.memory.push(memory::of_requests(&mut stage, extent.sessions, MILLION)?);
    growth.memory.push(memory::of_clients(&mut stage, MILLION)?);
    Ok(growth)
}

/// Three servers with different numbers of rows, in turn.
fn rows(
    stage: &mut Stage,
    growth: &mut Growth,
    database: Database,
    extent: Extent,
) -> Result<(), Failure> {
    let mut filled: Vec<(u64, Contestant)> = Vec::new();
    for rows in ROWS {
        say(&format!("{}: {rows} users and sessions", database.name()));
        let mut contestant = stage.start(Kind::Nevr, database)?;
        prepared::prepare(&mut contestant, extent.sessions)?;
        filler::fill(&mut contestant, rows)?;
        filled.push((rows, contestant));
    }
    for endpoint in ENDPOINTS {
        for round in 0..=extent.rounds {
            for (rows, contestant) in &mut filled {
                let measured = stage.measure(contestant, endpoint, 16, extent.seconds)?;
                // The first round warms up.
                if round == 0 {
                    growth.rows.push((*rows, cell(database, endpoint, 16, Kind::Nevr)));
                    continue;
                }
                let is_it = |it: &&mut (u64, Cell)| {
                    (it.0, it.1.database, it.1.endpoint) == (*rows, database, endpoint)
                };
                if let Some((_, cell)) = growth.rows.iter_mut().find(is_it) {
                    cell.rounds.push(measured);
                }
            }
        }
    }
    for (rows, contestant) in filled {
        contestant
            .rows
            .check(&format!("{} with {rows} rows", contestant.name()), &contestant.made)?;
    }
    Ok(())
}

/// What is measured of nevr, better-auth and the floor with few rows.
fn of_few(stage: &mut Stage, growth: &mut Growth, extent: Extent) -> Result<(), Failure> {
    let mut contestants = Vec::new();
    for kind in [Kind::Nevr, Kind::BetterAuth, Kind::Floor] {
        let mut contestant = stage.start(kind, Database::Sqlite)?;
        prepared::prepare(&mut contestant, extent.sessions)?;
        contestants.push(contestant);
    }
    for endpoint in ENDPOINTS {
        for connections in CONNECTIONS {
            for contestant in &mut contestants {
                let mut cell = cell(Database::Sqlite, endpoint, connections, contestant.kind);
                cell.rounds.push(stage.measure(
                    contestant,
                    endpoint,
                    connections,
                    extent.seconds,
                )?);
                say(&format!(
                    "{} {connections}: {:.0}/s of {}",
                    endpoint.name(),
                    cell.per_second(),
                    contestant.kind.name()
                ));
                growth.connections.push(cell);
            }
        }
    }
    for contestant in contestants.iter_mut().filter(|it| it.kind != Kind::Floor) {
        for waiting in WAITING {
            growth.hashing.push(hashing::hashing(stage, contestant, waiting, extent.seconds)?);
        }
    }
    for contestant in contestants {
        contestant.rows.check(&contestant.name(), &contestant.made)?;
    }
    Ok(())
}

fn cell(database: Database, endpoint: Endpoint, connections: u32, contestant: Kind) -> Cell {
    Cell { database, endpoint, connections, contestant, rounds: Vec::new() }
}
