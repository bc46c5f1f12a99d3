//! Sessions that are kept in memory: an answer is never older than what was answered before.

use std::{
    cell::{Cell, RefCell},
    pin::pin,
    time::{Duration, Instant},
};

use futures_util::future::{Either, join, join_all, select};
use nevr_auth::{secret::SecretRing, token::SessionToken};
use nevr_core::{
    store::{Filter, WriteSet},
    testing::{Engine, TEST_SECRET, TestApp, TestReply},
};
use serde_json::{Value, json};

use super::fixture::{
    ANN, BOB, PASSWORD, Person, account, assert_refused, config, get, is_live, plain, post,
    session, sign_in, sign_up, start, visit,
};

/// A cache whose entries others do not make stale while a test runs: what is seen before is seen
/// because this process has written it.
const LONG: &str = "session = { cache = { maxStale = \"5m\" } }";

fn cached() -> String {
    config("", LONG, "")
}

fn cached_visitors() -> String {
    format!("{}\n[plugins.auth.plugins.visitor]\n", cached())
}

/// Returns what get-session answers if its session is in the cache; `None` if the database was read.
async fn from_cache(app: &TestApp, token: &str) -> Option<Value> {
    let mut held = app.store().hold_cache_fills().await;
    let read = session(app, token);
    match select(pin!(read), pin!(held.reads(1))).await {
        Either::Left((session, _)) => Some(session),
        Either::Right(((), _)) => None,
    }
}

/// Reads a session until it is in the cache.
async fn keep(app: &TestApp, token: &str) -> Value {
    loop {
        assert!(is_live(app, token).await);
        if let Some(session) = from_cache(app, token).await {
            return session;
        }
    }
}

type Body = fn(&str) -> Value;

async fn t6_t15_whatever_ends_a_session_ends_it_at_once_in_the_cache_too() {
    let app = start(&cached_visitors()).await;
    let ann = sign_up(&app, ANN).await;
    let ends: [(&str, &str, Body); 4] = [
        ("/sign-out", "itself", |_| json!({})),
        ("/revoke-session", "another", |id| json!({ "id": id })),
        ("/revoke-other-sessions", "another", |_| json!({})),
        ("/revoke-sessions", "another", |_| json!({})),
    ];
    for (path, by, body) in ends {
        let (victim, other) = (sign_in(&app, ANN).await, sign_in(&app, ANN).await);
        let kept = keep(&app, &victim.token).await;
        let id = kept["session"]["id"].as_str().unwrap();
        let by = if by == "itself" { &victim } else { &other };
        assert_eq!(post(&app, path, &by.token, body(id)).await.status(), 200, "{path}");
        assert!(!is_live(&app, &victim.token).await, "{path}");
        assert_eq!(get(&app, "/list-sessions", &victim.token).await.status(), 401, "{path}");
    }
    // A new password rotates the own session, and ends the others.
    let (phone, laptop) = (sign_in(&app, ANN).await, sign_in(&app, ANN).await);
    keep(&app, &phone.token).await;
    keep(&app, &laptop.token).await;
    let new = "a new password of ann";
    let body = json!({ "currentPassword": PASSWORD, "newPassword": new });
    let changed = Person::of(&post(&app, "/change-password", &phone.token, body).await);
    assert!(!is_live(&app, &phone.token).await && !is_live(&app, &laptop.token).await);
    // Deleting the user ends the sessions by cascade.
    keep(&app, &changed.token).await;
    let reply = post(&app, "/delete-user", &changed.token, json!({ "password": new })).await;
    assert_eq!(reply.status(), 200, "{}", reply.text());
    assert!(!is_live(&app, &changed.token).await && !is_live(&app, &ann.token).await);
    // A visitor who signs up gets another token.
    let visitor = visit(&app).await;
    keep(&app, &visitor.token).await;
    let promoted = Person::of(&post(&app, "/sign-up/email", &visitor.token, account(ANN)).await);
    assert!(!is_live(&app, &visitor.token).await && is_live(&app, &promoted.token).await);
    // A full user's session that comes along with a sign-in ends.
    keep(&app, &promoted.token).await;
    let body = json!({ "email": ANN, "password": PASSWORD });
    let next = Person::of(&post(&app, "/sign-in/email", &promoted.token, body).await);
    assert!(!is_live(&app, &promoted.token).await && is_live(&app, &next.token).await);
}

async fn t15_a_read_that_is_paused_across_a_revocation_leaves_no_session() {
    let app = start(&cached()).await;
    let ann = sign_up(&app, ANN).await;
    for _ in 0..10 {
        let victim = sign_in(&app, ANN).await;
        keep(&app, &ann.token).await;
        let mut held = app.store().hold_cache_fills().await;
        let mut paused = pin!(session(&app, &victim.token));
        let is_kept = matches!(select(&mut paused, pin!(held.reads(1))).await, Either::Left(_));
        assert!(!is_kept, "it is read for the first time");
        // The session that revokes is in the cache, and needs no read.
        let revoked = post(&app, "/revoke-other-sessions", &ann.token, json!({})).await;
        assert_eq!(revoked.status(), 200, "{}", revoked.text());
        drop(held);
        assert!(!paused.await.is_null(), "it had been read before");
        assert!(!is_live(&app, &victim.token).await);
        assert!(is_live(&app, &ann.token).await);
    }
}

async fn what_changes_about_a_user_or_a_session_is_answered_at_once() {
    let app = start(&cached()).await;
    let (phone, laptop) = (sign_up(&app, ANN).await, sign_in(&app, ANN).await);
    for round in 0..5 {
        keep(&app, &phone.token).await;
        keep(&app, &laptop.token).await;
        let name = format!("Ann {round}");
        let reply = post(&app, "/update-user", &phone.token, json!({ "name": name })).await;
        assert_eq!(reply.status(), 200, "{}", reply.text());
        for token in [&phone.token, &laptop.token] {
            assert_eq!(session(&app, token).await["user"]["name"], name.as_str());
        }
    }
    // A use extends it, and the next answer tells the new end.
    keep(&app, &phone.token).await;
    app.clock().advance(Duration::from_hours(25));
    let extended = app.get("/api/auth/get-session").bearer(&phone.token).send().await.json();
    assert_eq!(session(&app, &phone.token).await["session"], extended["session"]);
}

/// What is judged at each request: the token's hash, and the end of the session by the clock.
async fn t3_an_entry_of_the_cache_is_judged_like_a_row_of_the_database() {
    let app = start(&cached()).await;
    let ann = sign_up(&app, ANN).await;
    let kept = keep(&app, &ann.token).await;
    // A token for the same session whose tag is right, and whose random part is another one.
    let ring = SecretRing::new(vec![TEST_SECRET.to_owned()]).unwrap();
    let id = kept["session"]["id"].as_str().unwrap().parse().unwrap();
    let other = SessionToken::issue(&ring, id, app.nevr().env().now()).unwrap().into_token();
    assert_eq!(from_cache(&app, other.as_str()).await, Some(Value::Null));
    assert_eq!(from_cache(&app, &ann.token).await, Some(kept.clone()));
    let nearly = Duration::from_hours(7 * 24) - Duration::from_millis(1);
    app.clock().advance(nearly);
    assert_eq!(from_cache(&app, &ann.token).await, Some(kept));
    app.clock().advance(Duration::from_millis(1));
    assert_eq!(from_cache(&app, &ann.token).await, Some(Value::Null), "it has expired");
    // A wall clock that jumps makes no entry older or younger.
    app.clock().set_wall_back(Duration::from_hours(1));
    assert!(from_cache(&app, &ann.token).await.is_some_and(|session| !session.is_null()));
}

async fn a_session_in_the_cache_is_answered_without_the_database() {
    let app = start(&cached()).await;
    let ann = sign_up(&app, ANN).await;
    let kept = keep(&app, &ann.token).await;
    assert_eq!(kept["user"]["id"], ann.id.as_str());
    // Both kinds of endpoints: one that answers the session, and one that only needs it.
    let mut held = app.store().hold_cache_fills().await;
    for _ in 0..100 {
        let reading = pin!(session(&app, &ann.token));
        assert!(matches!(select(reading, pin!(held.reads(1))).await, Either::Left(_)));
    }
}

/// Closed connections confirm nothing: T16 holds with a session that was in the cache.
async fn t16_with_the_database_away_a_session_in_the_cache_is_503_too() {
    let app = start(&cached()).await;
    let ann = sign_up(&app, ANN).await;
    keep(&app, &ann.token).await;
    app.take_database_away().await;
    let reply = app.get("/api/auth/get-session").bearer(&ann.token).send().await;
    assert_refused(&reply, 503, "SERVICE_UNAVAILABLE");
}

async fn without_the_cache_every_request_reads() {
    let app = start(&config("", "session = { cache = false }", "")).await;
    let ann = sign_up(&app, ANN).await;
    for _ in 0..3 {
        assert!(is_live(&app, &ann.token).await);
        app.execute(r#"UPDATE "user" SET "name" = 'Somebody else'"#).await;
        assert_eq!(session(&app, &ann.token).await["user"]["name"], "Somebody else");
        app.execute(r#"UPDATE "user" SET "name" = 'Ann'"#).await;
        assert_eq!(session(&app, &ann.token).await["user"]["name"], "Ann");
    }
    app.execute(r#"DELETE FROM "session""#).await;
    assert!(!is_live(&app, &ann.token).await);
}

async fn the_cache_is_on_by_default_on_sqlite_alone() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    if app.database().engine() == Engine::Sqlite {
        keep(&app, &ann.token).await;
        return;
    }
    // Nothing is kept, so what others write is seen by the next request.
    for name in ["one", "two", "three"] {
        app.execute(&format!(r#"UPDATE "user" SET "name" = '{name}'"#)).await;
        assert_eq!(session(&app, &ann.token).await["user"]["name"], name);
    }
}

/// Waits until a session is over. What another process writes is seen in a second; the machine that
/// the test runs on may take longer.
async fn until_over(app: &TestApp, token: &str) {
    while is_live(app, token).await {
        tokio::task::yield_now().await;
    }
}

async fn t15_a_row_that_others_delete_is_no_session_within_the_bound() {
    let bounds = match Engine::current() {
        Engine::Sqlite => vec!["", "session = { cache = { maxStale = \"1s\" } }"],
        _ => vec!["session = { cache = { maxStale = \"1s\" } }"],
    };
    for bound in bounds {
        let app = start(&config("", bound, "")).await;
        let (ann, bob) = (sign_up(&app, ANN).await, sign_up(&app, BOB).await);
        keep(&app, &ann.token).await;
        app.execute(&format!(r#"DELETE FROM "session" WHERE "userId" = '{}'"#, ann.id)).await;
        until_over(&app, &ann.token).await;
        // Another node.
        let node = app.another_node().start().await;
        keep(&app, &bob.token).await;
        assert_eq!(post(&node, "/sign-out", &bob.token, json!({})).await.status(), 200);
        until_over(&app, &bob.token).await;
        node.stop().await;
    }
}

/// Whom the readers read: a token, how many rounds had been answered when it was made, and whether an
/// answer has ended it.
#[derive(Clone)]
struct Victim {
    token: String,
    name: String,
    is_over: bool,
}

/// The rounds take so long at most: on a busy machine there are fewer of them.
const LIMIT: Duration = Duration::from_secs(20);
const READERS: usize = 100;

/// Ends sessions and changes users, one after the other, while a hundred readers try to get an answer
/// from before.
async fn race(rounds: usize) {
    let app = start(&cached_visitors()).await;
    let victim = visit(&app).await;
    let current =
        RefCell::new(Victim { token: victim.token, name: "Visitor".into(), is_over: false });
    let (over, read) = (Cell::new(false), Cell::new(0_u64));
    let writer = async {
        let started = Instant::now();
        for round in 0..rounds {
            if started.elapsed() > LIMIT {
                break;
            }
            let visitor = visit(&app).await;
            let name = |name: &str| Victim {
                token: visitor.token.clone(),
                name: name.into(),
                is_over: false,
            };
            current.replace(name("Visitor"));
            let renamed = format!("Visitor {round}");
            let body = json!({ "name": renamed });
            assert_eq!(post(&app, "/update-user", &visitor.token, body).await.status(), 200);
            current.replace(name(&renamed));
            end(&app, &visitor, round).await;
            current.replace(Victim { is_over: true, ..name(&renamed) });
            tokio::task::yield_now().await;
        }
        over.set(true);
    };
    let reader = |_| async {
        while !over.get() {
            let before = current.borrow().clone();
            let answer = session(&app, &before.token).await;
            read.set(read.get() + 1);
            let name = &answer["user"]["name"];
            assert!(!before.is_over || answer.is_null(), "it was over: {answer}");
            // A name that was answered is there, or the session is over by now.
            let is_old = before.name != "Visitor" && *name == "Visitor";
            assert!(!is_old, "{} is still {answer}", before.name);
            tokio::task::yield_now().await;
        }
    };
    join(writer, join_all((0..READERS).map(reader))).await;
    assert!(read.get() > 0);
}

async fn end(app: &TestApp, visitor: &Person, round: usize) {
    let answered = |reply: TestReply| assert_eq!(reply.status(), 200, "{}", reply.text());
    let token = &visitor.token;
    match round % 5 {
        0 => answered(post(app, "/sign-out", token, json!({})).await),
        1 => answered(post(app, "/revoke-sessions", token, json!({})).await),
        2 => answered(post(app, "/delete-user", token, json!({})).await),
        3 => {
            let body = account(&format!("visitor{round}@example.com"));
            answered(post(app, "/sign-up/email", token, body).await);
        }
        _ => {
            let mut set = WriteSet::new();
            set.delete("session", Filter::all().ne("policy", "default"));
            app.store().write(set).await.unwrap();
        }
    }
}

async fn t15_a_hundred_readers_never_get_an_answer_from_before() {
    race(20).await;
}

nevr_core::testing::on_every_database!(
    t6_t15_whatever_ends_a_session_ends_it_at_once_in_the_cache_too,
    t15_a_read_that_is_paused_across_a_revocation_leaves_no_session,
    what_changes_about_a_user_or_a_session_is_answered_at_once,
    t3_an_entry_of_the_cache_is_judged_like_a_row_of_the_database,
    a_session_in_the_cache_is_answered_without_the_database,
    t16_with_the_database_away_a_session_in_the_cache_is_503_too,
    without_the_cache_every_request_reads,
    the_cache_is_on_by_default_on_sqlite_alone,
    t15_a_row_that_others_delete_is_no_session_within_the_bound,
    t15_a_hundred_readers_never_get_an_answer_from_before,
);

#[actix_web::test]
#[ignore = "takes half a minute"]
async fn t15_a_hundred_readers_never_get_an_answer_from_before_in_many_rounds() {
    race(10_000).await;
}
