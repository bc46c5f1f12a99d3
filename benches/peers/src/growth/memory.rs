//! What the process has after more and more requests, and after more and more clients.

use crate::{
    contestant::Contestant,
    failure::Failure,
    growth::Memory,
    load::{GROUPS, Load, Requests, request},
    plan::{Database, Endpoint, Kind},
    prepared,
    run::mebibytes,
    stage::{Stage, requests, say},
};

/// The length of a part, after which the memory is read.
const SECONDS: u32 = 2;
/// One part of so many makes guests, the others find sessions.
const GUESTS: usize = 5;
const CONNECTIONS: u32 = 16;
/// One answer of so many may be another one: when the table of clients is full, newcomers share what
/// is left, and a few of them are refused with 429.
const OTHERS: u64 = 1000;

/// Asks for sessions and makes guests.
pub(crate) fn of_requests(
    stage: &mut Stage,
    sessions: usize,
    until: u64,
) -> Result<Memory, Failure> {
    let mut contestant = stage.start(Kind::Nevr, Database::Sqlite)?;
    prepared::prepare(&mut contestant, sessions)?;
    grow("requests", &contestant, until, 200, |part| {
        let endpoint = if part % GUESTS == 0 { Endpoint::Guest } else { Endpoint::ManySessions };
        requests(&contestant, endpoint, 0, &[])
    })
}

/// Sends each request for another client, all of them counted by a limit.
pub(crate) fn of_clients(stage: &mut Stage, until: u64) -> Result<Memory, Failure> {
    let contestant = stage.start(Kind::NevrBehindProxy, Database::Sqlite)?;
    let (method, path) = contestant.path(Endpoint::SignIn);
    // Counted, and then refused for what it lacks: neither a row nor a hash comes of it.
    let text = request(method, contestant.port, path, "", "{}");
    let named = format!("\r\nX-Forwarded-For: {GROUPS}:1:1::1\r\n\r\n");
    let text = text.replacen("\r\n\r\n", &named, 1);
    grow("clients", &contestant, until, 400, |_| Requests::Again(vec![text.clone()]))
}

fn grow(
    of: &str,
    contestant: &Contestant,
    until: u64,
    expected: u16,
    requests: impl Fn(usize) -> Requests,
) -> Result<Memory, Failure> {
    let memory = || mebibytes(contestant.running.usage().memory);
    let mut points = vec![(0, memory())];
    let mut sent = 0;
    for part in 1.. {
        contestant.forget_log()?;
        let load = Load {
            port: contestant.port,
            connections: CONNECTIONS,
            seconds: SECONDS,
            requests: requests(part),
            first: sent,
            expected: Some(expected),
        };
        let counted = load.run(contestant.folder())?;
        if counted.others > counted.requests / OTHERS || counted.broken() > 0 {
            return Err(prepared::wrong(contestant, format!("{of}: {counted:?}")));
        }
        // Numbers that were given out and not answered are not given out again.
        sent += counted.requests + u64::from(CONNECTIONS);
        points.push((sent, memory()));
        say(&format!("memory after {sent} {of}: {:.0} MiB", memory()));
        if sent >= until {
            break;
        }
    }
    Ok(Memory { of: of.to_owned(), points })
}
