//! Tables in Markdown.

use std::fmt::Write;

use crate::{
    plan::{Database, Endpoint, Kind},
    report::{
        figures::{milliseconds, number, times},
        goals,
    },
    results::{Cell, Results},
};

/// The rows of the short table: endpoints with 16 connections.
const SHORT: [(Database, Endpoint); 6] = [
    (Database::Sqlite, Endpoint::GetSession),
    (Database::Postgresql, Endpoint::GetSession),
    (Database::Sqlite, Endpoint::Guest),
    (Database::Postgresql, Endpoint::Guest),
    (Database::Sqlite, Endpoint::SignIn),
    (Database::Sqlite, Endpoint::Forged),
];
/// The connections of the short table and of the picture.
pub(crate) const CONNECTIONS: u32 = 16;

/// The table that the README has.
pub(crate) fn short(results: &Results) -> String {
    let mut text =
        "| requests a second, 16 connections | nevr | better-auth | ratio | floor by hand |\n\
                    | --- | ---: | ---: | ---: | ---: |\n"
            .to_owned();
    for (database, endpoint) in SHORT {
        let of = |kind| results.cell(database, endpoint, CONNECTIONS, kind).map(Cell::per_second);
        let [nevr, other, floor] = [Kind::Nevr, Kind::BetterAuth, Kind::Floor].map(of);
        let (Some(nevr), Some(other)) = (nevr, other) else { continue };
        line(
            &mut text,
            &[
                format!("{}, {}", endpoint.name(), database.name()),
                number(nevr),
                number(other),
                times(nevr / other),
                floor.map_or_else(String::new, number),
            ],
        );
    }
    for (what, figure) in [
        ("memory at most, MiB", (|it| it.peak) as fn(&crate::results::Process) -> f64),
        ("start to the first answer, ms", |it| it.start),
    ] {
        let of = |kind| results.process(Database::Sqlite, kind).map(figure);
        let [nevr, other, floor] = [Kind::Nevr, Kind::BetterAuth, Kind::Floor].map(of);
        let (Some(nevr), Some(other)) = (nevr, other) else { continue };
        line(
            &mut text,
            &[
                format!("{what}, SQLite"),
                number(nevr),
                number(other),
                format!("1/{}", number(other / nevr)),
                floor.map_or_else(String::new, number),
            ],
        );
    }
    text
}

/// What was to be reached. Spaces that would break a narrow column don't.
pub(crate) fn goals(results: &Results) -> String {
    let mut text = "| what | database, connections | against | measured | to reach | |\n\
                    | --- | --- | --- | ---: | ---: | --- |\n"
        .to_owned();
    for goal in goals::goals(results) {
        let connections = goal.connections.map(|it| format!(", {it}")).unwrap_or_default();
        line(
            &mut text,
            &[
                goal.what,
                format!("{}{connections}", goal.database.name()),
                goal.against.to_owned(),
                goal.measured.replace(' ', "\u{a0}"),
                goal.to_reach.replace(' ', "\u{a0}"),
                (if goal.is_hit { "reached" } else { "**missed**" }).to_owned(),
            ],
        );
    }
    text
}

/// Every figure of a database, a table for each endpoint.
pub(crate) fn all(results: &Results, database: Database) -> String {
    let mut text = String::new();
    let mut endpoints: Vec<Endpoint> =
        results.cells.iter().filter(|it| it.database == database).map(|it| it.endpoint).collect();
    endpoints.dedup();
    for endpoint in endpoints {
        write!(text, "\n**{}, {}**\n\n", upper(endpoint.name()), database.name()).ok();
        text += "| contestant | conn. | req/s | p50 | p99 | CPU |\n\
                 | --- | ---: | ---: | ---: | ---: | ---: |\n";
        let is_it = |cell: &&Cell| (cell.database, cell.endpoint) == (database, endpoint);
        let mut cells: Vec<&Cell> = results.cells.iter().filter(is_it).collect();
        cells.sort_by_key(|cell| (cell.contestant, cell.connections));
        for cell in cells {
            line(
                &mut text,
                &[
                    cell.contestant.name().to_owned(),
                    cell.connections.to_string(),
                    format!("{} ±{:.0}\u{a0}%", number(cell.per_second()), cell.spread() * 50.0),
                    milliseconds(cell.median(|round| round.p50)),
                    milliseconds(cell.median(|round| round.p99)),
                    processor(cell),
                ],
            );
        }
    }
    text
}

/// The time for a request: of the contestant's processes, and of the database's server.
fn processor(cell: &Cell) -> String {
    let own = number(cell.median(|round| round.processor));
    match cell.database {
        Database::Sqlite => format!("{own}\u{a0}µs"),
        _ => format!("{own}\u{a0}+\u{a0}{}\u{a0}µs", number(cell.median(|round| round.server))),
    }
}

/// Memory and start of every contestant.
pub(crate) fn processes(results: &Results) -> String {
    let mut text =
        "| contestant | database | start to the first answer | memory then | at most |\n\
                    | --- | --- | ---: | ---: | ---: |\n"
            .to_owned();
    for process in &results.processes {
        line(
            &mut text,
            &[
                process.contestant.name().to_owned(),
                process.database.name().to_owned(),
                milliseconds(process.start),
                format!("{} MiB", number(process.idle)),
                format!("{} MiB", number(process.peak)),
            ],
        );
    }
    text
}

/// Where and with what it ran.
pub(crate) fn machine(results: &Results) -> String {
    let machine = &results.machine;
    let mut text = "| | |\n| --- | --- |\n".to_owned();
    line(&mut text, &["date".to_owned(), machine.date.clone()]);
    let cores = format!("{}, {} cores, {}", machine.processor, machine.cores, machine.memory);
    line(&mut text, &["machine".to_owned(), cores]);
    line(&mut text, &["system".to_owned(), machine.system.clone()]);
    for (program, version) in &machine.versions {
        line(&mut text, &[program.clone(), version.clone()]);
    }
    let extent = results.extent;
    let rounds = format!(
        "{} of {} s each, of {} s where passwords are hashed; {} sessions in turn",
        extent.rounds,
        extent.seconds,
        extent.seconds_of(Endpoint::SignIn),
        extent.sessions
    );
    line(&mut text, &["rounds".to_owned(), rounds]);
    text
}

fn line(text: &mut String, columns: &[String]) {
    writeln!(text, "| {} |", columns.join(" | ")).ok();
}

fn upper(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}
