//! The result.

use std::time::Duration;

use crate::{
    arguments::Arguments,
    load::{Sample, Samples},
    temporary_database::TemporaryDatabase,
};

/// Prints the result as a table in Markdown.
pub(crate) fn print(
    arguments: &Arguments,
    database: &TemporaryDatabase,
    migration: Duration,
    baseline: &Samples,
    during: &Samples,
) {
    println!(
        "{}: {} users and sessions, {} clients that read, {} that write",
        database.engine().provider(),
        arguments.users,
        arguments.readers,
        arguments.writers
    );
    println!("switching `anonymous` on took {:.2} s\n", migration.as_secs_f64());
    println!("| | requests | failed | median | longest | longest without migration | ratio |");
    println!("| --- | --- | --- | --- | --- | --- | --- |");
    for (what, baseline, during) in [
        ("get-session", &baseline.reads, &during.reads),
        ("sign-up", &baseline.writes, &during.writes),
    ] {
        let (before, longest) = (longest(baseline), longest(during));
        println!(
            "| {what} | {} | {} | {} | {} | {} | {:.1} |",
            during.len(),
            failed(during),
            shown(median(during)),
            shown(longest),
            shown(before),
            longest.as_secs_f64() / before.as_secs_f64().max(f64::EPSILON)
        );
    }
    let before = baseline.reads.len() + baseline.writes.len();
    let failures = failed(&baseline.reads) + failed(&baseline.writes);
    println!(
        "\nwithout migration, {before} requests in {} s, {failures} failed",
        arguments.baseline.as_secs()
    );
}

fn failed(samples: &[Sample]) -> usize {
    samples.iter().filter(|sample| !sample.answered).count()
}

fn longest(samples: &[Sample]) -> Duration {
    samples.iter().map(|sample| sample.took).max().unwrap_or_default()
}

fn median(samples: &[Sample]) -> Duration {
    let mut times: Vec<Duration> = samples.iter().map(|sample| sample.took).collect();
    times.sort_unstable();
    times.get(times.len() / 2).copied().unwrap_or_default()
}

fn shown(time: Duration) -> String {
    format!("{:.1} ms", time.as_secs_f64() * 1000.0)
}
