//! A link that fails leaves the guest as it was: its session, its rows, its way to try again.

use nevr_core::testing::{Engine, TestApp};
use sea_orm::ConnectionTrait;
use serde_json::{Value, json};

use crate::fixture::{
    COOKIE, Config, GUEST, LINK, PASSWORD, Person, SIGN_UP, account, config, everything, guest,
    member,
};

const CLUB: &str = "[plugins.club]";

/// After the failure everything is as it was, and the same guest can be linked.
async fn assert_as_before(app: &TestApp, guest: &Person, before: &str) {
    assert_eq!(everything(app).await, before);
    assert!(guest.is_guest(app).await);
}

async fn fails(app: &TestApp, body: Value, status: u16, code: &str) {
    for path in [LINK, SIGN_UP] {
        let guest = guest(app).await;
        let before = everything(app).await;
        let reply = guest.post(app, path, body.clone()).send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (status, code), "{path} {body}");
        assert!(reply.cookies().is_empty());
        assert_as_before(app, &guest, &before).await;
    }
}

async fn g6_an_address_that_is_none_changes_nothing() {
    let app = config().start().await;
    for email in
        ["", "nobody", "a@b@example.com", "a@example.com,b@example.com", "\u{212a}@example.com"]
    {
        let body = json!({ "email": email, "password": PASSWORD, "name": "Ann" });
        fails(&app, body, 400, "VALIDATION_ERROR").await;
    }
}

async fn g6_a_weak_password_changes_nothing() {
    let app = config().start().await;
    let long = "x".repeat(129);
    for password in ["", "short", "password1", "12345678", &long] {
        let body = json!({ "email": "a@example.com", "password": password, "name": "Ann" });
        fails(&app, body, 400, "VALIDATION_ERROR").await;
    }
}

async fn g6_a_name_that_is_none_changes_nothing() {
    let app = config().start().await;
    for name in [json!(""), json!("\u{0}"), json!("a\nb"), json!(5), json!("x".repeat(10_000))] {
        let body = json!({ "email": "a@example.com", "password": PASSWORD, "name": name });
        fails(&app, body, 400, "VALIDATION_ERROR").await;
    }
}

async fn g6_an_address_that_is_taken_changes_nothing() {
    let app = config().start().await;
    let owner = member(&app, "taken@example.com").await;
    for email in ["taken@example.com", "TAKEN@EXAMPLE.COM", " Taken@Example.com "] {
        fails(&app, account(email), 409, "USER_ALREADY_EXISTS").await;
    }
    assert_eq!(owner.session(&app).await["user"]["email"], "taken@example.com");
}

fn club(conduct: &str) -> Config {
    config().with(&format!("{CLUB}\nonLinked = \"{conduct}\""))
}

async fn g6_s1_another_plugin_that_refuses_undoes_the_link_and_gives_its_reason() {
    let app = club("refuse").start().await;
    fails(&app, account("a@example.com"), 409, "CLUB_FULL").await;
}

async fn g6_s1_another_plugin_that_fails_undoes_the_link_and_its_reason_is_not_told() {
    let app = club("fail").start().await;
    fails(&app, account("a@example.com"), 500, "INTERNAL_ERROR").await;
    assert!(app.logs().contains("the club burns"));
}

async fn g6_s2_another_plugin_that_panics_undoes_the_link() {
    let app = club("panic").start().await;
    fails(&app, account("a@example.com"), 500, "INTERNAL_ERROR").await;
}

/// The hook has one second, in which others wait for SQLite's one writer; then they continue.
async fn g6_s2_another_plugin_that_hangs_undoes_the_link_and_holds_up_nobody_for_long() {
    let app = club("hang").start().await;
    let one = guest(&app).await;
    let before = everything(&app).await;
    let (linked, visitor) =
        tokio::join!(one.link(&app, "a@example.com"), app.post(GUEST).peer("192.0.2.1").send());
    assert_eq!((linked.status(), linked.code().as_str()), (500, "INTERNAL_ERROR"));
    let visitor = Person::of(&visitor);
    let left = visitor.post(&app, crate::fixture::DELETE_USER, json!({})).send().await;
    assert_eq!(left.status(), 200, "{}", left.text());
    assert_as_before(&app, &one, &before).await;
}

/// The SQL of a trigger that makes the statements of a kind on a table fail, or only those that change
/// a field, and the SQL that removes it.
fn fault(
    engine: Engine,
    (verb, table, field): (&str, &str, Option<&str>),
) -> (String, &'static str) {
    let of = field.map(|field| format!(r#" OF "{field}""#)).unwrap_or_default();
    match engine {
        Engine::Sqlite => (
            format!(
                r#"CREATE TRIGGER fault BEFORE {verb}{of} ON "{table}"
                   BEGIN SELECT RAISE(ABORT, 'disk on fire'); END"#
            ),
            "DROP TRIGGER fault",
        ),
        Engine::Postgresql => (
            format!(
                r#"CREATE FUNCTION burn() RETURNS trigger LANGUAGE plpgsql
                   AS 'BEGIN RAISE EXCEPTION ''disk on fire''; END';
                   CREATE TRIGGER fault BEFORE {verb}{of} ON "{table}"
                   FOR EACH ROW EXECUTE FUNCTION burn()"#
            ),
            "DROP FUNCTION burn CASCADE",
        ),
        Engine::Mysql => {
            let changed = field.map_or("TRUE".to_owned(), |field| {
                format!(r#"NOT (NEW."{field}" <=> OLD."{field}")"#)
            });
            (
                format!(
                    r#"CREATE TRIGGER fault BEFORE {verb} ON "{table}" FOR EACH ROW
                       IF {changed} THEN
                           SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = 'disk on fire';
                       END IF"#
                ),
                "DROP TRIGGER fault",
            )
        }
    }
}

async fn g6_whichever_statement_fails_nothing_of_the_link_is_left() {
    let app = config().with(CLUB).start().await;
    let one = guest(&app).await;
    let before = everything(&app).await;
    let statements = [
        ("UPDATE", "user", Some("isAnonymous")),
        ("UPDATE", "user", Some("email")),
        ("INSERT", "account", None),
        ("DELETE", "session", None),
        ("INSERT", "session", None),
        ("DELETE", "pass", None),
    ];
    for statement in statements {
        let (fault, repair) = fault(app.database().engine(), statement);
        app.execute(&fault).await;
        let reply = one.link(&app, "a@example.com").await;
        let answer = (reply.status(), reply.code());
        assert_eq!(answer, (500, "INTERNAL_ERROR".to_owned()), "{statement:?}");
        assert!(!reply.text().contains("fire"));
        app.execute(repair).await;
        assert_as_before(&app, &one, &before).await;
    }
    assert_eq!(one.link(&app, "a@example.com").await.status(), 200);
}

async fn g6_f2_a_database_that_is_away_is_a_503_and_the_guest_is_there_afterwards() {
    let app = config().start().await;
    let browser = app.browser();
    let token = Person::of(&browser.post(GUEST).send().await);
    let before = everything(&app).await;
    app.take_database_away().await;
    for path in [LINK, SIGN_UP, GUEST] {
        let body = if path == GUEST { json!({}) } else { account("a@example.com") };
        let reply = browser.post(path).json(body).send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (503, "SERVICE_UNAVAILABLE"), "{path}");
        assert!(reply.header("retry-after").is_some());
        assert_eq!(reply.set_cookie(COOKIE), None, "the session is not lost");
    }
    let app = app.restart(&config().text()).await;
    assert_as_before(&app, &token, &before).await;
}

/// Only SQLite has one writer for the whole database.
#[actix_web::test]
async fn g6_f2_an_sqlite_file_that_somebody_else_holds_is_a_503() {
    let waiting = |time| {
        config().core(&format!("[database]\nprovider = \"sqlite\"\nacquireTimeout = \"{time}\""))
    };
    // What must succeed may take its time on a busy machine; what must fail fails soon.
    let app = waiting("60s").start().await;
    let impatient = app.another_node().config(waiting("50ms").text()).start().await;
    let one = guest(&app).await;
    let before = everything(&app).await;
    let other = app.connect().await;
    other.execute_unprepared("BEGIN IMMEDIATE").await.unwrap();
    let reply = one.link(&impatient, "a@example.com").await;
    assert_eq!((reply.status(), reply.code().as_str()), (503, "SERVICE_UNAVAILABLE"));
    assert_eq!(impatient.post(GUEST).send().await.status(), 503);
    assert!(one.is_guest(&app).await, "reading goes on");
    other.execute_unprepared("ROLLBACK").await.unwrap();
    assert_as_before(&app, &one, &before).await;
    assert_eq!(one.link(&app, "a@example.com").await.status(), 200);
}

async fn s1_another_plugin_that_refuses_a_guest_leaves_no_guest() {
    for (conduct, status, code) in [
        ("refuse", 409, "CLUB_FULL"),
        ("fail", 500, "INTERNAL_ERROR"),
        ("panic", 500, "INTERNAL_ERROR"),
    ] {
        let app = config().with(&format!("{CLUB}\nonMade = \"{conduct}\"")).start().await;
        let reply = app.post(GUEST).send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (status, code), "{conduct}");
        assert!(reply.cookies().is_empty());
        assert_eq!(everything(&app).await, "");
    }
}

nevr_core::testing::on_every_database!(
    g6_an_address_that_is_none_changes_nothing,
    g6_a_weak_password_changes_nothing,
    g6_a_name_that_is_none_changes_nothing,
    g6_an_address_that_is_taken_changes_nothing,
    g6_s1_another_plugin_that_refuses_undoes_the_link_and_gives_its_reason,
    g6_s1_another_plugin_that_fails_undoes_the_link_and_its_reason_is_not_told,
    g6_s2_another_plugin_that_panics_undoes_the_link,
    g6_s2_another_plugin_that_hangs_undoes_the_link_and_holds_up_nobody_for_long,
    g6_whichever_statement_fails_nothing_of_the_link_is_left,
    g6_f2_a_database_that_is_away_is_a_503_and_the_guest_is_there_afterwards,
    s1_another_plugin_that_refuses_a_guest_leaves_no_guest,
);
