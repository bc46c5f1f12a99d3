//! The page on growth, and its pictures.

use std::fmt::Write;

use crate::{
    failure::Failure,
    growth::{Growth, Memory},
    plan::{Database, Endpoint, Kind},
    report::{
        figures::{milliseconds, number},
        lines::{Lines, Series},
    },
    results::Cell,
};

pub(crate) const RESULTS: &str = "benches/peers/growth.json";
const PAGE: &str = "docs/src/explanation/growth.md";
const CONNECTIONS: &str = "docs/src/explanation/growth-connections.svg";
const LATENCY: &str = "docs/src/explanation/growth-latency.svg";
const MEMORY: &str = "docs/src/explanation/growth-memory.svg";
const ROWS: &str = "docs/src/explanation/growth-rows.svg";
const TEMPLATE: &str = include_str!("growth.md");

/// Returns the files by their paths in the repository.
pub(crate) fn files(growth: &Growth) -> Result<Vec<(&'static str, String)>, Failure> {
    let page = [("ROWS", rows(growth)), ("HASHING", hashing(growth)), ("MEMORY", memory(growth))]
        .into_iter()
        .fold(TEMPLATE.to_owned(), |page, (name, text)| {
            page.replace(&format!("<!-- {name} -->"), text.trim())
        });
    let page =
        page.replace("DATE", &growth.machine.date).replace("PROCESSOR", &growth.machine.processor);
    Ok(vec![
        (RESULTS, format!("{}\n", serde_json::to_string(growth)?)),
        (PAGE, page),
        (ROWS, rows_picture(growth)),
        (
            CONNECTIONS,
            connections(growth, "get-session, requests a second, SQLite", Cell::per_second),
        ),
        (
            LATENCY,
            connections(growth, "get-session, 99th percentile in ms, SQLite", |it| {
                it.median(|round| round.p99)
            }),
        ),
        (MEMORY, memory_picture(growth)),
    ])
}

/// The rates with so many rows, and how much the last is below the first.
fn rows(growth: &Growth) -> String {
    let mut text = "| requests a second, 16 connections | 1,000 | 100,000 | 1,000,000 users | a million instead of a thousand |\n\
                    | --- | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    for (name, points) in row_series(growth) {
        let (Some(first), Some(last)) = (points.first(), points.last()) else { continue };
        let change = (last.1 / first.1 - 1.0) * 100.0;
        let rates: Vec<String> = points.iter().map(|point| number(point.1)).collect();
        writeln!(text, "| {name} | {} | {change:+.0} % |", rates.join(" | ")).ok();
    }
    text
}

type Points = Vec<(f64, f64)>;

#[expect(clippy::cast_precision_loss, reason = "a million rows")]
fn row_series(growth: &Growth) -> Vec<(String, Points)> {
    let mut series = Vec::new();
    for database in [Database::Sqlite, Database::Postgresql] {
        for endpoint in [Endpoint::ManySessions, Endpoint::Guest] {
            let is_it = |it: &&(u64, Cell)| (it.1.database, it.1.endpoint) == (database, endpoint);
            let points: Points = growth
                .rows
                .iter()
                .filter(is_it)
                .map(|(rows, cell)| (*rows as f64, cell.per_second()))
                .collect();
            if !points.is_empty() {
                series.push((format!("{}, {}", short(endpoint), database.name()), points));
            }
        }
    }
    series
}

fn rows_picture(growth: &Growth) -> String {
    let series = row_series(growth);
    let classes = ["nevr", "peer", "floor", "nevr"];
    let series = series.iter().zip(classes).map(|((name, points), class)| Series {
        name,
        class,
        points: points.clone(),
    });
    Lines {
        title: "nevr, requests a second with more and more rows",
        across: "users, each with a session",
        logarithmic: true,
        series: series.collect(),
    }
    .svg()
}

fn connections(growth: &Growth, title: &str, figure: fn(&Cell) -> f64) -> String {
    let series = [(Kind::Floor, "floor"), (Kind::Nevr, "nevr"), (Kind::BetterAuth, "peer")].map(
        |(kind, class)| {
            let is_it = |it: &&Cell| (it.contestant, it.endpoint) == (kind, Endpoint::ManySessions);
            let cells = growth.connections.iter().filter(is_it);
            let points = cells.map(|cell| (f64::from(cell.connections), figure(cell))).collect();
            Series { name: kind.name(), class, points }
        },
    );
    Lines { title, across: "connections", logarithmic: true, series: series.into() }.svg()
}

fn memory(growth: &Growth) -> String {
    let mut text =
        "| | at the start | after a tenth | at the end |\n| --- | ---: | ---: | ---: |\n"
            .to_owned();
    for Memory { of, points } in &growth.memory {
        let last = points.last().map_or(0, |point| point.0);
        let at = |number_of: u64| {
            points.iter().find(|point| point.0 >= number_of).map_or(0.0, |point| point.1)
        };
        let figures = [0, last / 10, last].map(|it| format!("{} MiB", number(at(it))));
        writeln!(text, "| {last} {of} | {} |", figures.join(" | ")).ok();
    }
    text
}

#[expect(clippy::cast_precision_loss, reason = "a million requests")]
fn memory_picture(growth: &Growth) -> String {
    let series = growth.memory.iter().zip(["nevr", "peer"]).map(|(memory, class)| Series {
        name: &memory.of,
        class,
        points: memory.points.iter().map(|(of, memory)| (*of as f64, *memory)).collect(),
    });
    Lines {
        title: "nevr, memory in MiB",
        across: "requests, or clients",
        logarithmic: false,
        series: series.collect(),
    }
    .svg()
}

fn hashing(growth: &Growth) -> String {
    let mut text = "| | connections that sign in | sign-ins a second | p50 | p99 | p99 of get-session meanwhile |\n\
                    | --- | ---: | ---: | ---: | ---: | ---: |\n"
        .to_owned();
    for it in &growth.hashing {
        let [p50, p99, others] = [it.p50, it.p99, it.session_p99].map(milliseconds);
        let (rate, name) = (number(it.per_second), it.contestant.name());
        writeln!(text, "| {name} | {} | {rate} | {p50} | {p99} | {others} |", it.waiting).ok();
    }
    text
}

const fn short(endpoint: Endpoint) -> &'static str {
    match endpoint {
        Endpoint::ManySessions => "get-session",
        other => other.name(),
    }
}
