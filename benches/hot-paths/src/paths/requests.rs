//! Whole requests.

use std::mem::take;

use actix_http::Request;
use actix_web::http::{StatusCode, header};

use crate::{
    app::{GUESTS, InProcess, client, from, sign_in},
    bystander,
    path::Rounds,
};

/// The requests of a client per window that the limit on new guests allows.
const ALLOWED: usize = 10;

/// Requests of one kind.
struct Requests {
    app: InProcess,
    make: Box<dyn Fn(usize) -> Request>,
    made: usize,
    supplied: Vec<Request>,
    status: StatusCode,
    /// How every body begins.
    begins: &'static [u8],
}

impl Requests {
    fn boxed(
        app: InProcess,
        make: impl Fn(usize) -> Request + 'static,
        status: StatusCode,
        begins: &'static str,
    ) -> Box<dyn Rounds> {
        let (make, begins) = (Box::new(make), begins.as_bytes());
        // Number 0 has made the guest that some of them present.
        Box::new(Self { app, make, made: 1, supplied: Vec::new(), status, begins })
    }
}

impl Rounds for Requests {
    fn supply(&mut self, rounds: usize) {
        self.supplied.extend((0..rounds).map(|round| (self.make)(self.made + round)));
        self.made += rounds;
    }

    fn run(&mut self) {
        self.app.answer(take(&mut self.supplied), |status, body| {
            assert_eq!(status, self.status, "{}", String::from_utf8_lossy(body));
            assert!(body.starts_with(self.begins), "{}", String::from_utf8_lossy(body));
        });
    }
}

fn guests(beside: usize) -> InProcess {
    let config = format!("{GUESTS}{}", bystander::sections(beside));
    InProcess::start(bystander::known(nevr::plugins()), &config)
}

fn get(path: &'static str) -> impl Fn(usize) -> Request {
    move |number| from(client(number)).uri(path).to_request()
}

fn get_with(token: String) -> impl Fn(usize) -> Request {
    move |number| {
        from(client(number))
            .uri("/api/auth/get-session")
            .insert_header((header::COOKIE, format!("nevr.session_token={token}")))
            .to_request()
    }
}

/// An empty answer of the app's own, beside nevr: what actix alone takes.
pub(super) fn nothing() -> Box<dyn Rounds> {
    Requests::boxed(guests(0), get("/nothing"), StatusCode::OK, "{}")
}

/// Beside this number of plugins that have nothing to do in it.
pub(super) fn get_session<const PLUGINS: usize>() -> Box<dyn Rounds> {
    let app = guests(PLUGINS);
    let token = app.guest();
    Requests::boxed(app, get_with(token), StatusCode::OK, r#"{"session":{"id":""#)
}

/// A request that presents no token.
pub(super) fn get_session_of_nobody() -> Box<dyn Rounds> {
    Requests::boxed(guests(0), get("/api/auth/get-session"), StatusCode::OK, "null")
}

/// A token that was signed with another secret.
pub(super) fn forged_token() -> Box<dyn Rounds> {
    let app = guests(0);
    let mut token = app.guest();
    let last = if token.ends_with('A') { 'B' } else { 'A' };
    token.pop();
    token.push(last);
    Requests::boxed(app, get_with(token), StatusCode::OK, "null")
}

/// Each of another client, for one client is refused after ten of them.
pub(super) fn guest_sign_in<const PLUGINS: usize>() -> Box<dyn Rounds> {
    let make = |number| sign_in(from(client(number)));
    Requests::boxed(guests(PLUGINS), make, StatusCode::OK, r#"{"token":""#)
}

/// A client that has used up what the limit allows.
pub(super) fn refused() -> Box<dyn Rounds> {
    let app = guests(0);
    app.answer((0..ALLOWED).map(|_| sign_in(from(client(1)))), |_, _| {});
    let make = |_| sign_in(from(client(1)));
    Requests::boxed(app, make, StatusCode::TOO_MANY_REQUESTS, r#"{"error":{"code":"RATE_LIMITED""#)
}

pub(super) fn not_found() -> Box<dyn Rounds> {
    let path = get("/api/auth/no-such-endpoint");
    Requests::boxed(guests(0), path, StatusCode::NOT_FOUND, r#"{"error":{"code":"NOT_FOUND""#)
}
