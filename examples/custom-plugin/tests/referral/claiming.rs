//! Claiming a code, and the points that it earns.

use nevr::{serde_json::json, testing::run};

use crate::fixture::{Person, app};

#[test]
fn whoever_gave_a_code_away_earns_points_when_the_guest_becomes_an_account() {
    run(async {
        let app = app().await;
        let referrer = Person::guest(&app).await;
        let mut guest = Person::guest(&app).await;
        let code = referrer.code(&app).await;

        let claimed = guest.claim(&app, &code).await;
        assert_eq!(claimed.status(), 200, "{}", claimed.text());
        assert_eq!(claimed.json(), json!({ "code": code }));
        assert_eq!(referrer.points(&app).await, 0);

        guest.link(&app, "friend@example.com").await;
        assert_eq!(referrer.points(&app).await, 100);
        assert_eq!(guest.points(&app).await, 0);
    });
}

#[test]
fn every_guest_who_becomes_an_account_earns_points_again() {
    run(async {
        let app = app().await;
        let referrer = Person::guest(&app).await;
        let code = referrer.code(&app).await;
        for friend in ["one@example.com", "two@example.com"] {
            let mut guest = Person::guest(&app).await;
            guest.claim(&app, &code).await;
            guest.link(&app, friend).await;
        }
        assert_eq!(referrer.points(&app).await, 200);
    });
}

#[test]
fn a_guest_who_claimed_nothing_earns_nobody_anything() {
    run(async {
        let app = app().await;
        let referrer = Person::guest(&app).await;
        Person::guest(&app).await.link(&app, "nobody@example.com").await;
        assert_eq!(referrer.points(&app).await, 0);
    });
}

#[test]
fn a_link_that_fails_earns_nothing() {
    run(async {
        let app = app().await;
        let mut referrer = Person::guest(&app).await;
        let guest = Person::guest(&app).await;
        guest.claim(&app, &referrer.code(&app).await).await;
        referrer.link(&app, "taken@example.com").await;

        assert_eq!(guest.try_link(&app, "taken@example.com").await.code(), "USER_ALREADY_EXISTS");
        assert_eq!(referrer.points(&app).await, 0);
    });
}

#[test]
fn a_guest_claims_one_code_and_no_second() {
    run(async {
        let app = app().await;
        let (one, other) = (Person::guest(&app).await, Person::guest(&app).await);
        let guest = Person::guest(&app).await;
        guest.claim(&app, &one.code(&app).await).await;

        let again = guest.claim(&app, &other.code(&app).await).await;
        assert_eq!((again.status(), again.code()), (409, "REFERRAL_CLAIMED_BEFORE".into()));
        assert_eq!(app.rows().await["referral"], 1);
    });
}

#[test]
fn a_code_that_nobody_else_has_is_refused() {
    run(async {
        let app = app().await;
        let guest = Person::guest(&app).await;
        let own = guest.code(&app).await;
        for code in ["nobody has this", &own, ""] {
            let refused = guest.claim(&app, code).await;
            assert_eq!((refused.status(), refused.code()), (404, "REFERRAL_CODE_UNKNOWN".into()));
        }
    });
}

#[test]
fn who_has_an_account_claims_nothing() {
    run(async {
        let app = app().await;
        let referrer = Person::guest(&app).await;
        let mut member = Person::guest(&app).await;
        member.link(&app, "member@example.com").await;

        let refused = member.claim(&app, &referrer.code(&app).await).await;
        assert_eq!((refused.status(), refused.code()), (409, "REFERRAL_GUESTS_ONLY".into()));
    });
}

#[test]
fn nobody_claims_nothing() {
    run(async {
        let app = app().await;
        let claim = app.post("/api/auth/referral/claim").json(json!({ "code": "a" }));
        assert_eq!(claim.send().await.code(), "UNAUTHORIZED");
    });
}

#[test]
fn one_address_tries_five_codes_a_minute() {
    run(async {
        let app = app().await;
        let guest = Person::guest(&app).await;
        for _ in 0..5 {
            assert_eq!(guest.claim(&app, "a guess").await.status(), 404);
        }
        let refused = guest.claim(&app, "a guess").await;
        assert_eq!((refused.status(), refused.code()), (429, "RATE_LIMITED".into()));
        assert_eq!(refused.header("retry-after"), Some("60"));

        app.clock().advance(std::time::Duration::from_mins(1));
        assert_eq!(guest.claim(&app, "a guess").await.status(), 404);
    });
}
