//! Users and sessions that a contestant has before it is measured, made through its own endpoints.

use std::thread;

use serde_json::Value;

use crate::{
    contestant::Contestant,
    failure::Failure,
    plan::{Endpoint, Kind},
    rows::Made,
};

/// Clients that prepare at a time.
const CLIENTS: usize = 8;
/// Accounts that sign in in turn.
const ACCOUNTS: usize = 8;
pub(crate) const PASSWORD: &str = "an-uncommon-passphrase";

#[derive(Debug, Default)]
pub(crate) struct Prepared {
    pub(crate) sessions: Vec<Signed>,
    /// The addresses of accounts with `PASSWORD`.
    pub(crate) accounts: Vec<String>,
}

/// A session, and whose it is.
#[derive(Debug, Clone)]
pub(crate) struct Signed {
    pub(crate) cookie: String,
    pub(crate) user: String,
    pub(crate) session: String,
}

/// Makes guests, and accounts if the contestant has any.
pub(crate) fn prepare(contestant: &mut Contestant, sessions: usize) -> Result<(), Failure> {
    if contestant.kind.is_limited() {
        return Ok(());
    }
    contestant.prepared.sessions = guests(contestant, sessions)?;
    contestant.made.guests += sessions as u64;
    if contestant.kind != Kind::Floor {
        let addresses: Vec<String> =
            (0..ACCOUNTS).map(|n| format!("account-{n}@example.com")).collect();
        for address in &addresses {
            sign_up(contestant, address)?;
        }
        contestant.made.accounts += ACCOUNTS as u64;
        contestant.prepared.accounts = addresses;
    }
    Ok(())
}

/// Makes guests with several clients. The caller counts them.
pub(crate) fn guests(contestant: &Contestant, number: usize) -> Result<Vec<Signed>, Failure> {
    thread::scope(|scope| {
        let share = |client: usize| number / CLIENTS + usize::from(client < number % CLIENTS);
        let clients: Vec<_> = (0..CLIENTS)
            .map(|client| {
                scope.spawn(move || {
                    (0..share(client)).map(|_| guest(contestant)).collect::<Vec<_>>()
                })
            })
            .collect();
        clients.into_iter().flat_map(|client| client.join().unwrap_or_default()).collect()
    })
}

/// Makes a guest and reads its session with the cookie that it got.
pub(crate) fn guest(contestant: &Contestant) -> Result<Signed, Failure> {
    let (_, path) = contestant.path(Endpoint::Guest);
    let reply = contestant.client.post(path, "", "")?;
    let user = text(&reply.body, "/user/id");
    if reply.status != 200 || reply.cookie.is_empty() || user.is_empty() {
        return Err(wrong(contestant, format!("a guest sign-in: {reply:?}")));
    }
    if contestant.kind != Kind::Floor || reply.body.pointer("/user/isAnonymous").is_some() {
        expect(contestant, &reply.body, "/user/isAnonymous", &Value::Bool(true))?;
    }
    let (_, path) = contestant.path(Endpoint::GetSession);
    let found = contestant.client.get(path, &reply.cookie)?;
    expect(contestant, &found.body, "/user/id", &Value::String(user.clone()))?;
    let session = text(&found.body, "/session/id");
    Ok(Signed { cookie: reply.cookie, user, session })
}

/// Makes an account with `PASSWORD`.
pub(crate) fn sign_up(contestant: &Contestant, address: &str) -> Result<Made, Failure> {
    let (_, path) = contestant.path(Endpoint::SignUp);
    let reply = contestant.client.post(path, "", &account(address))?;
    if reply.status != 200 {
        return Err(wrong(contestant, format!("a sign-up: {reply:?}")));
    }
    expect(contestant, &reply.body, "/user/email", &Value::from(address))?;
    Ok(Made { accounts: 1, ..Made::default() })
}

/// The body that makes an account.
pub(crate) fn account(address: &str) -> String {
    format!(r#"{{"name":"Ada","email":"{address}","password":"{PASSWORD}"}}"#)
}

pub(crate) fn wrong(contestant: &Contestant, what: String) -> Failure {
    Failure::Wrong { contestant: contestant.name(), what }
}

/// Compares a member of an answer.
pub(crate) fn expect(
    contestant: &Contestant,
    body: &Value,
    pointer: &str,
    expected: &Value,
) -> Result<(), Failure> {
    let found = body.pointer(pointer).unwrap_or(&Value::Null);
    if found == expected {
        return Ok(());
    }
    Err(wrong(contestant, format!("`{pointer}` is {found} and not {expected} in {body}")))
}

fn text(body: &Value, pointer: &str) -> String {
    body.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned()
}
