//! Two nodes on one database: what one has done holds for the other at once.

use futures_util::future::{join, join_all};
use nevr_core::testing::{TestApp, TestReply};
use serde_json::json;

use super::fixture::{
    ANN, PASSWORD, Person, account, config, is_live, post, sign_in, sign_up, start, try_sign_in,
};

/// Without a cache, as on several nodes unless its staleness is bounded: it sees within a second what
/// the other node of an SQLite file has done (see `cache`).
async fn two() -> (TestApp, TestApp) {
    let one = start(&config("", "session = { cache = false }", "")).await;
    let two = one.another_node().start().await;
    (one, two)
}

async fn of_many_sign_ups_with_one_address_on_two_nodes_one_is_done() {
    let (one, two) = two().await;
    for round in 0..10 {
        let email = format!("ann{round}@example.com");
        let request = |at: usize| {
            let node = [&one, &two][at % 2];
            let request = node.post("/api/auth/sign-up/email").peer(&format!("192.0.2.{at}"));
            request.json(account(&email)).send()
        };
        let replies = join_all((0..6).map(request)).await;
        let mut statuses: Vec<u16> = replies.iter().map(TestReply::status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 409, 409, 409, 409, 409], "round {round}");
    }
    let rows = one.rows().await;
    assert_eq!((rows["user"], rows["account"], rows["session"]), (10, 10, 10));
}

async fn t14_no_sign_in_with_the_old_password_on_another_node_survives_its_change() {
    let (one, two) = two().await;
    let mut current = (sign_up(&one, ANN).await.token, PASSWORD.to_owned());
    for round in 0..25 {
        let (token, old) = current;
        let new = format!("password of round {round}");
        let body = json!({ "currentPassword": old, "newPassword": new });
        let sign_in = |at: u32| {
            let body = json!({ "email": ANN, "password": old });
            let peer = format!("192.0.2.{at}");
            let request = two.post("/api/auth/sign-in/email").peer(&peer).json(body).send();
            async move {
                for _ in 0..at * (1 + round % 8) * 12 {
                    tokio::task::yield_now().await;
                }
                request.await
            }
        };
        let change = post(&one, "/change-password", &token, body);
        let (changed, sign_ins) = join(change, join_all((0..6).map(sign_in))).await;
        let changed = Person::of(&changed);
        for reply in sign_ins.iter().filter(|reply| reply.status() == 200) {
            assert!(!is_live(&one, &Person::of(reply).token).await, "round {round}");
        }
        assert!(is_live(&two, &changed.token).await);
        assert_eq!(try_sign_in(&two, ANN, &old).await.status(), 401, "round {round}");
        current = (changed.token, new);
    }
}

async fn t6_a_session_that_one_node_ends_is_over_on_the_other() {
    let (one, two) = two().await;
    let (phone, laptop) = (sign_up(&one, ANN).await, sign_in(&two, ANN).await);
    assert!(is_live(&two, &phone.token).await && is_live(&one, &laptop.token).await);
    assert_eq!(post(&one, "/sign-out", &phone.token, json!({})).await.status(), 200);
    assert!(!is_live(&two, &phone.token).await && is_live(&two, &laptop.token).await);
    let body = json!({ "password": PASSWORD });
    assert_eq!(post(&two, "/delete-user", &laptop.token, body).await.status(), 200);
    assert!(!is_live(&one, &laptop.token).await);
    assert_eq!(try_sign_in(&one, ANN, PASSWORD).await.status(), 401);
}

nevr_core::testing::on_every_database!(
    of_many_sign_ups_with_one_address_on_two_nodes_one_is_done,
    t14_no_sign_in_with_the_old_password_on_another_node_survives_its_change,
    t6_a_session_that_one_node_ends_is_over_on_the_other,
);
