//! Two requests at once. What is asserted holds in whichever order they are served.

use std::time::Duration;

use nevr_auth::Auth;
use nevr_core::testing::{TestApp, TestReply};
use serde_json::{Value, json};

use crate::{
    club::Club,
    fixture::{
        COOKIE, DELETE_USER, GUEST, LINK, Person, SESSION, SIGN_OUT, SIGN_UP, account, config,
        count, guest, user,
    },
};

const ROUNDS: usize = 40;

/// Lets the other request get further: some look-ups in the database, more of them each round.
async fn head_start(app: &TestApp, round: usize) {
    for _ in 0..round % 8 {
        app.get("/api/health/ready").send().await;
    }
}

/// How the two requests present the same session.
fn link_by(
    app: &TestApp,
    guest: &Person,
    cookie: bool,
    email: &str,
) -> impl Future<Output = TestReply> {
    let request = if cookie {
        app.post(LINK).cookie(COOKIE, &guest.token).origin("http://localhost:3000")
    } else {
        app.post(LINK).bearer(&guest.token)
    };
    request.json(account(email)).send()
}

/// The second request is answered with the conflict or, if its session was looked up after the first
/// had committed, with 401.
pub(crate) fn assert_late(reply: &TestReply, conflict: &str) {
    let said = (reply.status(), reply.code());
    let (status, code) = (said.0, said.1.as_str());
    assert!(
        matches!((status, code), (401, "UNAUTHORIZED")) || (status, code) == (409, conflict),
        "{said:?}"
    );
}

async fn g1_of_two_links_of_one_guest_at_once_one_is_done() {
    let app = config().start().await;
    for round in 0..2 * ROUNDS {
        let guest = guest(&app).await;
        let emails = [format!("a{round}@example.com"), format!("b{round}@example.com")];
        let (one, two) = tokio::join!(
            link_by(&app, &guest, round % 2 == 0, &emails[0]),
            link_by(&app, &guest, round % 4 < 2, &emails[1]),
        );
        let won = usize::from(one.status() != 200);
        let (winner, loser) = if won == 0 { (&one, &two) } else { (&two, &one) };
        assert_eq!(winner.status(), 200, "round {round}: {} {}", one.text(), two.text());
        assert_late(loser, "NOT_ANONYMOUS");
        assert!(loser.cookies().is_empty());
        assert_eq!(user(&app, &guest.id).await, Some((false, Some(emails[won].clone()))));
        assert_eq!(count(&app, "user", "email", &emails[1 - won]).await, 0);
        assert_eq!(count(&app, "account", "userId", &guest.id).await, 1);
        assert_eq!(count(&app, "session", "userId", &guest.id).await, 1);
        assert!(guest.is_signed_out(&app).await);
        assert!(!Person::of(winner).is_signed_out(&app).await);
    }
}

/// A double click: what the answer to the second means is in the book.
async fn g1_the_second_of_two_equal_links_says_that_the_guest_is_linked_or_signed_out() {
    let app = config().start().await;
    for round in 0..ROUNDS {
        let guest = guest(&app).await;
        let email = format!("a{round}@example.com");
        let (one, two) = tokio::join!(guest.link(&app, &email), async {
            head_start(&app, round).await;
            guest.link(&app, &email).await
        });
        let (winner, loser) = if one.status() == 200 { (one, two) } else { (two, one) };
        assert_eq!(winner.status(), 200, "round {round}: {}", winner.text());
        // Never that the address is taken: that would be the guest's own.
        assert_late(&loser, "NOT_ANONYMOUS");
        assert!(loser.cookies().is_empty());
        let linked = Person::of(&winner).session(&app).await;
        assert_eq!(
            (&linked["user"]["id"], &linked["user"]["isAnonymous"]),
            (&guest.id.into(), &false.into())
        );
        // A third, which the browser sends with the new session.
        let third = Person::of(&winner).link(&app, &email).await;
        assert_eq!((third.status(), third.code().as_str()), (409, "NOT_ANONYMOUS"));
    }
}

async fn g1_a_link_and_a_sign_up_of_one_guest_at_once_give_it_one_account() {
    let app = config().start().await;
    for round in 0..ROUNDS {
        let guest = guest(&app).await;
        let email = format!("a{round}@example.com");
        let (link, sign_up) = tokio::join!(
            guest.post(&app, LINK, account(&email)).send(),
            guest.post(&app, SIGN_UP, account(&email)).send(),
        );
        match (link.status(), sign_up.status()) {
            (200, _) => assert_late(&sign_up, "USER_ALREADY_EXISTS"),
            (_, 200) => assert_late(&link, "NOT_ANONYMOUS"),
            other => panic!("round {round}: {other:?} {} {}", link.text(), sign_up.text()),
        }
        assert_eq!(user(&app, &guest.id).await, Some((false, Some(email))));
        assert_eq!(count(&app, "account", "userId", &guest.id).await, 1);
        assert_eq!(count(&app, "session", "userId", &guest.id).await, 1);
    }
    assert_eq!(app.rows().await["user"], u64::try_from(ROUNDS).unwrap());
}

async fn g2_of_two_guests_who_want_one_address_one_gets_it() {
    let app = config().with("[plugins.club]").start().await;
    for round in 0..ROUNDS {
        let (one, two) = (guest(&app).await, guest(&app).await);
        let (first, second) = tokio::join!(
            one.link(&app, &format!("same{round}@example.com")),
            two.link(&app, &format!(" SAME{round}@Example.COM")),
        );
        let (winner, loser, lost) = match (first.status(), second.status()) {
            (200, 409) => (&first, &two, &second),
            (409, 200) => (&second, &one, &first),
            other => panic!("round {round}: {other:?} {} {}", first.text(), second.text()),
        };
        assert_eq!(lost.code(), "USER_ALREADY_EXISTS");
        assert_eq!(count(&app, "user", "email", &format!("same{round}@example.com")).await, 1);
        assert_ne!(Person::of(winner).id, loser.id);
        assert!(loser.is_guest(&app).await);
        for entity in ["session", "pass", "stamp"] {
            assert_eq!(count(&app, entity, "userId", &loser.id).await, 1, "{entity}");
        }
        assert_eq!(count(&app, "account", "userId", &loser.id).await, 0);
        let again = loser.link(&app, &format!("other{round}@example.com")).await;
        assert_eq!(Person::of(&again).id, loser.id);
    }
}

async fn g3_a_link_and_a_sign_out_at_once_leave_no_live_old_token() {
    let app = config().start().await;
    for round in 0..ROUNDS {
        let guest = guest(&app).await;
        let email = format!("a{round}@example.com");
        let (link, out) = tokio::join!(guest.link(&app, &email), async {
            head_start(&app, round).await;
            app.post(SIGN_OUT).bearer(&guest.token).send().await
        });
        assert_eq!(out.status(), 200);
        assert!(guest.is_signed_out(&app).await);
        match link.status() {
            200 => {
                assert_eq!(user(&app, &guest.id).await, Some((false, Some(email))));
                assert!(!Person::of(&link).is_signed_out(&app).await);
            }
            401 => {
                assert_eq!(user(&app, &guest.id).await, Some((true, None)));
                assert_eq!(count(&app, "session", "userId", &guest.id).await, 0);
                assert_eq!(count(&app, "account", "userId", &guest.id).await, 0);
            }
            _ => panic!("round {round}: {}", link.text()),
        }
    }
}

async fn g3_a_link_and_a_use_of_the_session_at_once_leave_no_live_old_token() {
    let app = config().start().await;
    for round in 0..ROUNDS {
        let guest = guest(&app).await;
        // The use would extend the session.
        app.clock().advance(Duration::from_hours(48));
        let (link, seen, again) = tokio::join!(
            guest.link(&app, &format!("a{round}@example.com")),
            async {
                head_start(&app, round).await;
                app.get(SESSION).bearer(&guest.token).send().await
            },
            async {
                head_start(&app, round + 3).await;
                app.post(GUEST).bearer(&guest.token).send().await
            },
        );
        assert_eq!(link.status(), 200, "round {round}: {}", link.text());
        let seen = seen.json();
        assert!(seen == Value::Null || seen["user"]["id"] == guest.id.as_str());
        // After the link the token has no session: a request with it makes a new guest.
        assert_eq!(again.status(), 200, "{}", again.text());
        assert!(guest.is_signed_out(&app).await);
        assert_eq!(count(&app, "session", "userId", &guest.id).await, 1);
        assert!(!Person::of(&link).is_signed_out(&app).await);
    }
}

async fn g3_a_guest_is_linked_or_deleted_and_never_half_of_each() {
    let app = config().with("[plugins.club]").start().await;
    for round in 0..ROUNDS {
        let guest = guest(&app).await;
        let email = format!("a{round}@example.com");
        let (link, gone) = tokio::join!(guest.link(&app, &email), async {
            head_start(&app, round).await;
            guest.post(&app, DELETE_USER, json!({})).send().await
        });
        let accounts = count(&app, "account", "userId", &guest.id).await;
        let sessions = count(&app, "session", "userId", &guest.id).await;
        let stamps = count(&app, "stamp", "userId", &guest.id).await;
        match (link.status(), gone.status()) {
            (200, refused) => {
                // 401: the session has ended. 400: the user now has a password, which was not sent.
                assert!(matches!(refused, 400 | 401), "round {round}: {}", gone.text());
                assert_eq!(user(&app, &guest.id).await, Some((false, Some(email))));
                assert_eq!([accounts, sessions, stamps], [1, 1, 1]);
            }
            (401, 200) => {
                assert_eq!(user(&app, &guest.id).await, None);
                assert_eq!([accounts, sessions, stamps], [0, 0, 0]);
            }
            other => panic!("round {round}: {other:?} {} {}", link.text(), gone.text()),
        }
        assert!(guest.is_signed_out(&app).await);
    }
}

async fn g3_a_link_that_has_begun_is_not_undone_by_a_sign_out() {
    // On a server all three wait with a connection each, and readiness needs another.
    let config = config().core("[database]\nprovider = \"sqlite\"\nmaxConnections = 6");
    let app = config.with("[plugins.club]\nonLinked = \"wait\"").start().await;
    let guest = guest(&app).await;
    let gate = app.nevr().plugin::<Club>().unwrap().gate.clone();
    let (link, (out, deleted)) = tokio::join!(guest.link(&app, "a@example.com"), async {
        gate.arrival().await;
        let others = async {
            tokio::join!(
                app.post(SIGN_OUT).bearer(&guest.token).send(),
                guest.post(&app, DELETE_USER, json!({})).send(),
            )
        };
        let open = async {
            // The others are on their way; the link holds the writer until the gate opens.
            app.get("/api/health/ready").send().await;
            gate.open();
        };
        tokio::join!(others, open).0
    });
    assert_eq!((link.status(), out.status()), (200, 200));
    // Looked up before the link or after it: a password is asked for, or the session is over.
    assert!(matches!(deleted.status(), 400 | 401), "{}", deleted.text());
    let linked = Person::of(&link);
    assert_eq!(linked.session(&app).await["user"]["email"], "a@example.com");
    assert!(guest.is_signed_out(&app).await);
}

/// Holds a link in its transaction until another request, which has found the same session live, has
/// begun to hash its password. Returns both replies.
async fn link_before(app: &TestApp, guest: &Person, path: &str) -> (TestReply, TestReply) {
    let gate = app.nevr().plugin::<Club>().unwrap().gate.clone();
    let auth = app.nevr().plugin::<Auth>().unwrap();
    let hashes = || auth.accounts().hasher().unwrap().started();
    tokio::join!(guest.link(app, "first@example.com"), async {
        gate.arrival().await;
        let before = hashes();
        let second = guest.post(app, path, account("second@example.com")).send();
        let open = async {
            while hashes() == before {
                app.get("/api/health/ready").send().await;
            }
            gate.open();
        };
        tokio::join!(second, open).0
    })
}

async fn g1_a_link_that_finds_its_session_ended_by_another_link_is_told_of_the_conflict() {
    let app = config().with("[plugins.club]\nonLinked = \"wait\"").start().await;
    let guest = guest(&app).await;
    let (first, second) = link_before(&app, &guest, LINK).await;
    assert_eq!(first.status(), 200, "{}", first.text());
    assert_eq!((second.status(), second.code().as_str()), (409, "NOT_ANONYMOUS"));
    assert_eq!(count(&app, "user", "email", "second@example.com").await, 0);
}

async fn g1_a_sign_up_that_finds_its_session_ended_by_a_link_makes_a_new_user() {
    let app = config().with("[plugins.club]\nonLinked = \"wait\"").start().await;
    let guest = guest(&app).await;
    let (first, second) = link_before(&app, &guest, SIGN_UP).await;
    assert_eq!(first.status(), 200, "{}", first.text());
    assert_ne!(Person::of(&second).id, guest.id);
    let first = (false, Some("first@example.com".to_owned()));
    assert_eq!(user(&app, &guest.id).await, Some(first));
}

nevr_core::testing::on_every_database!(
    g1_a_link_that_finds_its_session_ended_by_another_link_is_told_of_the_conflict,
    g1_a_sign_up_that_finds_its_session_ended_by_a_link_makes_a_new_user,
    g1_of_two_links_of_one_guest_at_once_one_is_done,
    g1_the_second_of_two_equal_links_says_that_the_guest_is_linked_or_signed_out,
    g1_a_link_and_a_sign_up_of_one_guest_at_once_give_it_one_account,
    g2_of_two_guests_who_want_one_address_one_gets_it,
    g3_a_link_and_a_sign_out_at_once_leave_no_live_old_token,
    g3_a_link_and_a_use_of_the_session_at_once_leave_no_live_old_token,
    g3_a_guest_is_linked_or_deleted_and_never_half_of_each,
    g3_a_link_that_has_begun_is_not_undone_by_a_sign_out,
);
