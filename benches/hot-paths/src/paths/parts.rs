//! Parts of requests.

use std::{
    hint::black_box,
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use futures_util::FutureExt;
use nevr::{
    auth::{
        schema::UserEntity,
        secret::{SecretRing, generate_secret},
        token::{PresentedToken, SessionToken},
    },
    config::Window,
    env::{Clock, Env, Timestamp},
    http::{
        Returned,
        json::{self, ContentType},
    },
    rate_limit::{Decision, Key, Limiter, Rule, Subject},
    schema::Record,
    store::{Query, WriteSet},
};
use serde::Deserialize;

use crate::{
    app::{GUESTS, InProcess},
    path::Rounds,
};

/// Something that takes nothing in.
struct Repeated<F> {
    work: F,
    rounds: usize,
}

fn repeated(work: impl FnMut() + 'static) -> Box<dyn Rounds> {
    Box::new(Repeated { work, rounds: 0 })
}

impl<F: FnMut()> Rounds for Repeated<F> {
    fn supply(&mut self, rounds: usize) {
        self.rounds = rounds;
    }

    fn run(&mut self) {
        for _ in 0..self.rounds {
            (self.work)();
        }
    }
}

const NOW: Timestamp = Timestamp::from_millis(1_772_366_400_000);

fn user() -> Record {
    Record::new()
        .with("id", "anon_019c9c3f2a7b7c3e8f00aa11bb22cc33")
        .with("name", "Anonymous")
        .with("email", None::<String>)
        .with("emailVerified", false)
        .with("image", None::<String>)
        .with("isAnonymous", true)
        .with("anonymousId", "anon_019c9c3f2a7b7c3e8f00aa11bb22cc33")
        .with("createdAt", NOW)
        .with("updatedAt", NOW)
}

/// A row read by its id, by the store.
pub(super) fn row_read() -> Box<dyn Rounds> {
    let app = InProcess::start(nevr::plugins(), GUESTS);
    app.block_on(async {
        let mut set = WriteSet::new();
        set.insert("user", user());
        app.nevr().store().write(set).await.unwrap();
    });
    let id: String = user().get("id").unwrap();
    repeated(move || {
        let row = app.block_on(app.nevr().store().find_one(Query::by_id("user", id.as_str())));
        assert!(row.unwrap().is_some());
    })
}

/// A row written in a write set of its own.
pub(super) fn row_written() -> Box<dyn Rounds> {
    let app = InProcess::start(nevr::plugins(), GUESTS);
    let mut number = 0;
    repeated(move || {
        number += 1;
        let mut set = WriteSet::new();
        let id = format!("anon_{number:032x}");
        set.insert("user", user().with("id", id.as_str()).with("anonymousId", id));
        assert!(app.block_on(app.nevr().store().write(set)).is_ok());
    })
}

fn secrets() -> SecretRing {
    SecretRing::new(vec![generate_secret().unwrap()]).unwrap()
}

pub(super) fn token_issued() -> Box<dyn Rounds> {
    let (secrets, env) = (secrets(), Env::default());
    repeated(move || {
        black_box(SessionToken::issue(&secrets, env.uuid(), NOW).unwrap());
    })
}

/// The tag of a token checked, and its random part compared with the hash in its row.
pub(super) fn token_verified() -> Box<dyn Rounds> {
    let secrets = secrets();
    let issued = SessionToken::issue(&secrets, Env::default().uuid(), NOW).unwrap();
    repeated(move || {
        let presented = PresentedToken::read(&secrets, black_box(issued.token().as_str()));
        assert!(presented.unwrap().matches(issued.token_hash()));
    })
}

/// A clock that moves when it is told to.
#[derive(Clone, Default)]
struct Turned(Arc<AtomicU64>);

impl Clock for Turned {
    fn now(&self) -> Timestamp {
        NOW
    }
    fn monotonic(&self) -> Duration {
        Duration::from_millis(self.0.load(Ordering::Relaxed))
    }
}

/// A client that stays just below its limit: each request counts, and one of before is forgotten.
pub(super) fn limit_checked() -> Box<dyn Rounds> {
    let clock = Turned::default();
    let limiter = Limiter::new(Env::new(clock.clone()), 100_000);
    let window = Window::new(Duration::from_mins(1), 10).unwrap();
    let rule = Arc::new(Rule::new("auth.signIn", window).unwrap());
    let keys = [Key::new(&rule, Subject::user("anon_1"))];
    repeated(move || {
        clock.0.fetch_add(6_001, Ordering::Relaxed);
        let decision = limiter.check(black_box(&keys)).now_or_never().unwrap();
        assert!(matches!(decision, Decision::Allowed(_)));
    })
}

/// A user as answers have it.
pub(super) fn user_as_json() -> Box<dyn Rounds> {
    let app = InProcess::start(nevr::plugins(), GUESTS);
    let (schema, user) = (app.nevr().schema().clone(), user());
    repeated(move || {
        let user = Returned::<UserEntity>::new(&schema, black_box(&user));
        assert!(serde_json::to_vec(&user).is_ok());
    })
}

/// The input of a sign-in by e-mail.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SignIn {
    email: String,
    password: String,
    remember_me: Option<bool>,
}

pub(super) fn json_input() -> Box<dyn Rounds> {
    let body = br#"{"email":"ann@example.com","password":"correct horse battery"}"#;
    repeated(move || {
        let object = json::parse_object(ContentType::Json, black_box(body)).unwrap();
        let input: SignIn = json::read(&object).unwrap();
        black_box((input.email, input.password, input.remember_me));
    })
}

/// A record built, and each of its fields read.
pub(super) fn record() -> Box<dyn Rounds> {
    repeated(|| {
        let user = black_box(user());
        let texts = ["id", "name", "anonymousId"].map(|field| user.get::<&str>(field).unwrap());
        let flags = ["emailVerified", "isAnonymous"].map(|field| user.get::<bool>(field).unwrap());
        let times = ["createdAt", "updatedAt"].map(|field| user.get::<Timestamp>(field).unwrap());
        let unset = ["email", "image"].map(|field| user.get::<Option<&str>>(field).unwrap());
        black_box((texts, flags, times, unset));
    })
}
