//! Answers that are read to their end while the load goes on.

use std::{
    sync::mpsc::{Receiver, RecvTimeoutError},
    time::Duration,
};

use serde_json::{Value, json};

use crate::{
    contestant::Contestant,
    failure::Failure,
    plan::{Endpoint, Kind},
    prepared::{self, PASSWORD, Signed, expect, wrong},
    rows::Made,
};

/// Samples of an endpoint, for as long as it is measured.
pub(crate) struct Sampler<'a> {
    pub(crate) contestant: &'a Contestant,
    pub(crate) endpoint: Endpoint,
    /// What is unique to this measurement: a part of the addresses of accounts.
    pub(crate) run: u32,
    /// Guests that are linked by these samples alone.
    pub(crate) guests: Vec<Signed>,
}

impl Sampler<'_> {
    /// The time between two samples. They are no load.
    pub(crate) const fn every(endpoint: Endpoint) -> Duration {
        Duration::from_millis(if endpoint.hashes() { 400 } else { 50 })
    }

    /// Takes samples until the load has ended, one at least, and returns the rows that they made.
    pub(crate) fn run(mut self, ended: &Receiver<()>) -> Result<Made, Failure> {
        let mut made = Made::default();
        for number in 0.. {
            made += self.take(number)?;
            match ended.recv_timeout(Self::every(self.endpoint)) {
                Err(RecvTimeoutError::Timeout) => {}
                Ok(()) | Err(RecvTimeoutError::Disconnected) => break,
            }
        }
        Ok(made)
    }

    fn take(&mut self, number: usize) -> Result<Made, Failure> {
        if self.contestant.kind == Kind::Floor {
            return self.take_of_floor(number);
        }
        match self.endpoint {
            Endpoint::GetSession => self.session(0),
            Endpoint::ManySessions => self.session(number * 7),
            Endpoint::Guest => self.guest(),
            Endpoint::SignUp => prepared::sign_up(
                self.contestant,
                &format!("sample-{}-{number}@example.com", self.run),
            ),
            Endpoint::SignIn => self.sign_in(number),
            Endpoint::Link => self.link(number),
            Endpoint::Refused => self.refused(),
            Endpoint::Forged => self.forged(),
        }
    }

    /// The floor has no accounts and no limits: it answers with a hash, or with nothing.
    fn take_of_floor(&self, number: usize) -> Result<Made, Failure> {
        match self.endpoint {
            Endpoint::GetSession => self.session(0),
            Endpoint::ManySessions => self.session(number * 7),
            Endpoint::Guest => self.guest(),
            _ => {
                let (method, path) = self.contestant.path(self.endpoint);
                let client = &self.contestant.client;
                let reply = if method == "GET" {
                    client.get(path, "")?
                } else {
                    client.post(path, "", PASSWORD)?
                };
                let hash = reply.body.get("hash").and_then(Value::as_array).map(Vec::len);
                let expected =
                    if self.endpoint.hashes() { hash == Some(32) } else { reply.body == json!({}) };
                if !expected || reply.status != 200 {
                    return Err(wrong(self.contestant, format!("{path}: {reply:?}")));
                }
                Ok(Made::default())
            }
        }
    }

    /// The right session of the right user.
    fn session(&self, number: usize) -> Result<Made, Failure> {
        let sessions = &self.contestant.prepared.sessions;
        let signed = &sessions[number % sessions.len()];
        let (_, path) = self.contestant.path(self.endpoint);
        let reply = self.contestant.client.get(path, &signed.cookie)?;
        expect(self.contestant, &reply.body, "/user/id", &signed.user.as_str().into())?;
        expect(self.contestant, &reply.body, "/session/id", &signed.session.as_str().into())?;
        expect(self.contestant, &reply.body, "/session/userId", &signed.user.as_str().into())?;
        Ok(Made::default())
    }

    /// A new guest, whose session is there as soon as it is answered.
    fn guest(&self) -> Result<Made, Failure> {
        let signed = prepared::guest(self.contestant)?;
        if self.contestant.prepared.sessions.iter().any(|other| other.user == signed.user) {
            return Err(wrong(self.contestant, format!("two guests have the id {}", signed.user)));
        }
        Ok(Made { guests: 1, ..Made::default() })
    }

    fn sign_in(&self, number: usize) -> Result<Made, Failure> {
        let accounts = &self.contestant.prepared.accounts;
        let address = accounts[number % accounts.len()].as_str();
        let body = json!({ "email": address, "password": PASSWORD }).to_string();
        let (_, path) = self.contestant.path(Endpoint::SignIn);
        let reply = self.contestant.client.post(path, "", &body)?;
        if reply.status != 200 || reply.cookie.is_empty() {
            return Err(wrong(self.contestant, format!("a sign-in: {reply:?}")));
        }
        expect(self.contestant, &reply.body, "/user/email", &address.into())?;
        // And not with another password.
        if number == 0 {
            let body = json!({ "email": address, "password": "another-passphrase" }).to_string();
            let reply = self.contestant.client.post(path, "", &body)?;
            if reply.status != 401 {
                return Err(wrong(self.contestant, format!("a wrong password: {reply:?}")));
            }
        }
        Ok(Made::default())
    }

    fn link(&mut self, number: usize) -> Result<Made, Failure> {
        let Some(guest) = self.guests.pop() else { return Ok(Made::default()) };
        let address = format!("linked-{}-{number}@example.com", self.run);
        let (_, path) = self.contestant.path(Endpoint::Link);
        let reply =
            self.contestant.client.post(path, &guest.cookie, &prepared::account(&address))?;
        if reply.status != 200 {
            return Err(wrong(self.contestant, format!("a link: {reply:?}")));
        }
        expect(self.contestant, &reply.body, "/user/email", &address.into())?;
        if self.contestant.kind.is_nevr() {
            expect(self.contestant, &reply.body, "/user/id", &guest.user.into())?;
            expect(self.contestant, &reply.body, "/user/isAnonymous", &false.into())?;
        }
        // The guest's session ended in the same moment.
        let (_, path) = self.contestant.path(Endpoint::GetSession);
        let reply = self.contestant.client.get(path, &guest.cookie)?;
        if !reply.body.is_null() {
            return Err(wrong(self.contestant, format!("a linked guest's old session: {reply:?}")));
        }
        Ok(Made { links: 1, ..Made::default() })
    }

    fn refused(&self) -> Result<Made, Failure> {
        let (_, path) = self.contestant.path(Endpoint::Refused);
        let reply = self.contestant.client.post(path, "", "")?;
        match reply.status {
            429 if self.contestant.kind.is_nevr() => {
                expect(self.contestant, &reply.body, "/error/code", &"RATE_LIMITED".into())?;
                Ok(Made::default())
            }
            429 => Ok(Made::default()),
            // The first few of a window.
            200 => Ok(Made { guests: 1, ..Made::default() }),
            _ => Err(wrong(self.contestant, format!("over the limit: {reply:?}"))),
        }
    }

    fn forged(&self) -> Result<Made, Failure> {
        let (_, path) = self.contestant.path(Endpoint::Forged);
        let cookie = forged(&self.contestant.prepared.sessions[0].cookie);
        let reply = self.contestant.client.get(path, &cookie)?;
        if reply.status == 200 && reply.body.is_null() {
            return Ok(Made::default());
        }
        Err(wrong(self.contestant, format!("a forged token: {reply:?}")))
    }
}

/// Returns a cookie with another character in the middle of its value: of the right form, with a
/// signature that is wrong.
pub(crate) fn forged(cookie: &str) -> String {
    let (name, value) = cookie.split_once('=').unwrap_or(("", cookie));
    let (before, after) = value.split_at(value.len() / 2);
    let other = if after.starts_with('A') { 'B' } else { 'A' };
    format!("{name}={before}{other}{}", after.get(1..).unwrap_or_default())
}
