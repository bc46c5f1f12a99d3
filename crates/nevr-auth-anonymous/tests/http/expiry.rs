//! `expiresIn`: how long a guest's session lasts, and how a use extends it.

use std::time::Duration;

use nevr_core::testing::TestApp;

use crate::fixture::{COOKIE, GUEST, Person, SESSION, config, guest};

const HOUR: Duration = Duration::from_hours(1);
const DAY: Duration = Duration::from_hours(24);

async fn lasts(option: &str, seconds: u64) {
    let app = config().anonymous(option).start().await;
    let reply = app.post(GUEST).send().await;
    assert_eq!(
        reply.set_cookie(COOKIE).unwrap().max_age(),
        i64::try_from(seconds).ok(),
        "{option}"
    );
    let guest = Person::of(&reply);
    app.clock().advance(Duration::from_millis(1000 * seconds - 1));
    assert!(is_live(&app, &guest).await, "{option}");
    app.clock().advance(Duration::from_millis(1));
    assert!(!is_live(&app, &guest).await, "{option}");
    assert_eq!(app.rows().await["user"], 1, "the guest itself stays");
}

/// Without extending it.
async fn is_live(app: &TestApp, guest: &Person) -> bool {
    let path = format!("{SESSION}?refresh=false");
    !app.get(&path).bearer(&guest.token).send().await.json().is_null()
}

async fn expires_in_counts_a_bare_number_in_seconds() {
    lasts("expiresIn = 3600", 3600).await;
    lasts("expiresIn = 1", 1).await;
}

async fn expires_in_takes_a_string_with_a_unit() {
    lasts("expiresIn = \"2h\"", 7200).await;
    lasts("expiresIn = \"45d\"", 45 * 86_400).await;
}

async fn expires_in_may_be_longer_than_full_accounts_last() {
    lasts("expiresIn = \"365d\"", 365 * 86_400).await;
}

#[actix_web::test]
async fn expires_in_of_nothing_is_refused_at_its_place() {
    for option in ["expiresIn = 0", "expiresIn = \"500ms\""] {
        let report = config().anonymous(option).refused();
        assert!(report.contains("option `expiresIn` of plugin `auth.anonymous` is impossible"));
        assert!(report.contains(option), "{report}");
    }
    let report = config().anonymous("expiresIn = -1").refused();
    assert!(report.contains("a duration"), "{report}");
    let report = config().anonymous("expires_in = 60").refused();
    assert!(report.contains("did you mean `expiresIn`?"), "{report}");
}

async fn a_use_extends_a_guests_session_at_most_once_in_half_its_time() {
    let app = config().anonymous("expiresIn = \"2h\"").start().await;
    let browser = app.browser();
    browser.post(GUEST).send().await;
    app.clock().advance(Duration::from_secs(3599));
    assert_eq!(browser.get(SESSION).send().await.set_cookie(COOKIE), None);
    app.clock().advance(Duration::from_secs(1));
    let extended = browser.get(SESSION).send().await;
    assert_eq!(extended.set_cookie(COOKIE).unwrap().max_age(), Some(7200));
    assert_eq!(extended.json()["session"]["expiresAt"], "2026-03-01T15:00:00.000Z");
    assert_eq!(browser.get(SESSION).send().await.set_cookie(COOKIE), None);
    app.clock().advance(2 * HOUR);
    assert!(browser.get(SESSION).send().await.json().is_null());
}

async fn asking_to_be_a_guest_again_is_a_use_of_the_session() {
    let app = config().anonymous("expiresIn = \"2h\"").start().await;
    let guest = guest(&app).await;
    app.clock().advance(HOUR);
    let reply = app.post(GUEST).bearer(&guest.token).send().await;
    assert!(reply.header("x-nevr-token").is_some(), "{}", reply.text());
    app.clock().advance(HOUR + HOUR / 2);
    assert!(is_live(&app, &guest).await);
}

async fn t13_a_guest_who_comes_every_day_is_out_after_the_longest_time() {
    let app = config().auth("session.maxAge = \"40d\"").start().await;
    let guest = guest(&app).await;
    for day in 1..40 {
        app.clock().advance(DAY);
        assert!(!guest.is_signed_out(&app).await, "on day {day}");
    }
    app.clock().advance(DAY);
    assert!(guest.is_signed_out(&app).await);
}

async fn a_linked_guest_has_the_time_of_full_accounts() {
    let app = config().anonymous("expiresIn = \"1h\"").start().await;
    let guest = guest(&app).await;
    let linked = Person::of(&guest.link(&app, "a@example.com").await);
    app.clock().advance(2 * HOUR);
    assert!(!linked.is_signed_out(&app).await);
}

nevr_core::testing::on_every_database!(
    expires_in_counts_a_bare_number_in_seconds,
    expires_in_takes_a_string_with_a_unit,
    expires_in_may_be_longer_than_full_accounts_last,
    a_use_extends_a_guests_session_at_most_once_in_half_its_time,
    asking_to_be_a_guest_again_is_a_use_of_the_session,
    t13_a_guest_who_comes_every_day_is_out_after_the_longest_time,
    a_linked_guest_has_the_time_of_full_accounts,
);
