//! Where contestants are measured: the programs, the servers of databases, and one measurement.

use std::{
    io::{self, Write},
    sync::mpsc,
    thread,
    time::Duration,
};

use crate::{
    contestant::Contestant,
    failure::Failure,
    load::{self, Counted, Load, NUMBER, Requests},
    plan::{Database, Endpoint, Kind},
    prepared::{self, PASSWORD, account},
    programs::Programs,
    results::Round,
    rows::Made,
    samples::{Sampler, forged},
    servers::Servers,
};

/// Answers over a limit that may be let through while one measurement runs.
const LET_THROUGH: u64 = 20;

pub(crate) struct Stage {
    programs: Programs,
    servers: Option<Servers>,
    /// The number of measurements so far.
    number: u32,
}

impl Stage {
    /// Starts the servers that are needed.
    pub(crate) fn set(programs: Programs) -> Result<Self, Failure> {
        let servers = Servers::start()?;
        if servers.is_none() {
            say("PostgreSQL and MariaDB are not installed: NOT MEASURED on them");
        }
        Ok(Self { programs, servers, number: 0 })
    }

    /// Returns whether the database can be had.
    pub(crate) fn has(&self, database: Database) -> bool {
        database == Database::Sqlite || self.servers.is_some()
    }

    /// Starts a contestant.
    pub(crate) fn start(&self, kind: Kind, database: Database) -> Result<Contestant, Failure> {
        Contestant::start(kind, database, &self.programs, self.servers.as_ref())
    }

    /// Measures one contestant once.
    pub(crate) fn measure(
        &mut self,
        contestant: &mut Contestant,
        endpoint: Endpoint,
        connections: u32,
        seconds: u32,
    ) -> Result<Round, Failure> {
        self.number += 1;
        contestant.forget_log()?;
        let cores = thread::available_parallelism().map_or(1, usize::from);
        let mut guests = Vec::new();
        if endpoint == Endpoint::Link && contestant.kind != Kind::Floor {
            // More than can be hashed in that time.
            let rate = if contestant.kind == Kind::BetterAuth { 50 } else { 250 };
            guests = prepared::guests(contestant, rate * cores * seconds as usize + 20)?;
            contestant.made.guests += guests.len() as u64;
        }
        let reserved = guests.split_off(guests.len().saturating_sub(20));
        let run = self.number;
        let requests = requests(contestant, endpoint, run, &guests);
        let load = Load {
            port: contestant.port,
            connections,
            seconds,
            requests,
            first: 0,
            expected: None,
        };
        let checks = Sampler { contestant, endpoint, run, guests: reserved };
        let before = (contestant.running.usage(), self.server_time());
        let (counted, found) = thread::scope(|scope| {
            let (end, ended) = mpsc::channel();
            let checked = scope.spawn(move || checks.run(&ended));
            let counted = load.run(contestant.folder());
            drop(end);
            (counted, checked.join())
        });
        let counted = counted?;
        let after = (contestant.running.usage(), self.server_time());
        let found = found.map_err(|_| Failure::program("the sampler", "it panicked"))??;
        check(contestant, endpoint, &counted)?;
        contestant.made += found;
        contestant.made += made(contestant, endpoint, connections, &counted);
        Ok(Round {
            per_second: counted.per_second(),
            p50: milliseconds(counted.p50),
            p99: milliseconds(counted.p99),
            processor: per_request(after.0.processor.saturating_sub(before.0.processor), &counted),
            server: per_request(after.1.saturating_sub(before.1), &counted),
        })
    }

    fn server_time(&self) -> Duration {
        self.servers.as_ref().map(|servers| servers.usage().processor).unwrap_or_default()
    }
}

/// The requests of the load.
pub(crate) fn requests(
    contestant: &Contestant,
    endpoint: Endpoint,
    run: u32,
    guests: &[prepared::Signed],
) -> Requests {
    let (method, path) = contestant.path(endpoint);
    let text =
        |cookie: &str, body: &str| load::request(method, contestant.port, path, cookie, body);
    let prepared = &contestant.prepared;
    if contestant.kind == Kind::Floor && endpoint.hashes() {
        return Requests::Again(vec![text("", PASSWORD)]);
    }
    if contestant.kind == Kind::Floor && matches!(endpoint, Endpoint::Refused | Endpoint::Forged) {
        return Requests::Again(vec![text("", "")]);
    }
    Requests::Again(match endpoint {
        Endpoint::GetSession => vec![text(&prepared.sessions[0].cookie, "")],
        Endpoint::ManySessions => prepared.sessions.iter().map(|it| text(&it.cookie, "")).collect(),
        Endpoint::Guest | Endpoint::Refused => vec![text("", "")],
        Endpoint::SignUp => vec![text("", &account(&format!("new-{run}-{NUMBER}@example.com")))],
        Endpoint::SignIn => {
            let body = |it: &String| format!(r#"{{"email":"{it}","password":"{PASSWORD}"}}"#);
            prepared.accounts.iter().map(|address| text("", &body(address))).collect()
        }
        Endpoint::Forged => vec![text(&forged(&prepared.sessions[0].cookie), "")],
        Endpoint::Link => {
            let body = |at: usize| account(&format!("link-{run}-{at}@example.com"));
            let each = guests.iter().enumerate().map(|(at, guest)| text(&guest.cookie, &body(at)));
            let (method, path) = contestant.path(Endpoint::GetSession);
            let then = load::request(method, contestant.port, path, "", "");
            return Requests::Once { each: each.collect(), then };
        }
    })
}

/// Refuses a measurement with a wrong status or a broken connection.
fn check(contestant: &Contestant, endpoint: Endpoint, counted: &Counted) -> Result<(), Failure> {
    let refused = endpoint == Endpoint::Refused && contestant.kind != Kind::Floor;
    let right = if refused {
        counted.requests - counted.status <= LET_THROUGH
    } else {
        counted.status == 0
    };
    if right && counted.broken() == 0 {
        return Ok(());
    }
    Err(prepared::wrong(contestant, format!("{} under load: {counted:?}", endpoint.name())))
}

/// The rows that the load made. What was on its way at its end may have been made too.
fn made(contestant: &Contestant, endpoint: Endpoint, connections: u32, counted: &Counted) -> Made {
    let (done, maybe) = (counted.requests, u64::from(connections));
    let none = Made::default();
    match endpoint {
        Endpoint::Guest => Made { guests: done, maybe_guests: maybe, ..none },
        Endpoint::Refused if contestant.kind != Kind::Floor => {
            Made { guests: done - counted.status, maybe_guests: maybe, ..none }
        }
        _ if contestant.kind == Kind::Floor => none,
        Endpoint::SignUp => Made { accounts: done, maybe_accounts: maybe, ..none },
        Endpoint::Link => Made { links: done, maybe_links: maybe, ..none },
        _ => none,
    }
}

/// Tells the person who runs it how far it is.
pub(crate) fn say(text: &str) {
    // Nobody to tell is no reason to stop.
    drop(writeln!(io::stderr(), "{text}"));
}

#[expect(clippy::cast_precision_loss, reason = "latencies are far below 2^52 µs")]
pub(crate) fn milliseconds(microseconds: u64) -> f64 {
    microseconds as f64 / 1e3
}

#[expect(clippy::cast_precision_loss, reason = "counts of seconds are far below 2^52")]
fn per_request(time: Duration, counted: &Counted) -> f64 {
    time.as_secs_f64() * 1e6 / counted.requests.max(1) as f64
}
