//! Sign-ins without a pause, and what others notice of them.

use std::thread;

use tempfile::TempDir;

use crate::{
    contestant::Contestant,
    failure::Failure,
    growth::Hashing,
    load::Load,
    plan::Endpoint,
    stage::{Stage, milliseconds, requests, say},
};

/// Connections that find their session meanwhile.
const OTHERS: u32 = 16;

/// Measures a contestant while so many connections sign in.
pub(crate) fn hashing(
    stage: &mut Stage,
    contestant: &mut Contestant,
    waiting: u32,
    seconds: u32,
) -> Result<Hashing, Failure> {
    let folder = TempDir::new()?;
    let load = Load {
        port: contestant.port,
        connections: waiting,
        // It is there before the others come, and when they have left.
        seconds: seconds + 2,
        requests: requests(contestant, Endpoint::SignIn, 0, &[]),
        first: 0,
        expected: None,
    };
    let (signed_in, others) = thread::scope(|scope| {
        let sign_ins = scope.spawn(|| load.run(folder.path()));
        let others = stage.measure(contestant, Endpoint::GetSession, OTHERS, seconds);
        (sign_ins.join(), others)
    });
    let signed_in = signed_in.map_err(|_| Failure::program("wrk", "its thread panicked"))??;
    let hashing = Hashing {
        contestant: contestant.kind,
        waiting,
        per_second: signed_in.per_second(),
        p50: milliseconds(signed_in.p50),
        p99: milliseconds(signed_in.p99),
        session_p99: others?.p99,
    };
    if signed_in.status > 0 || signed_in.broken() > 0 {
        return Err(crate::prepared::wrong(contestant, format!("signing in: {signed_in:?}")));
    }
    say(&format!("{hashing:?}"));
    Ok(hashing)
}
