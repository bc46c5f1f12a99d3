//! Requests that race.

use futures_util::future::{join, join_all};
use serde_json::json;

use super::fixture::{
    ANN, PASSWORD, Person, is_live, plain, sign_up, start, try_sign_in, visit, with_visitors,
};

const ROUNDS: u32 = 60;
/// Sign-ins that meet one change of the password, each a little later than the one before.
const SIGN_INS: u32 = 8;

async fn turns(number: u32) {
    for _ in 0..number {
        tokio::task::yield_now().await;
    }
}

async fn t14_no_sign_in_with_the_old_password_survives_its_change() {
    let app = start(&plain()).await;
    let mut current = (sign_up(&app, ANN).await.token, PASSWORD.to_owned());
    for round in 0..ROUNDS {
        let (token, old) = current;
        let new = format!("password of round {round}");
        let body = json!({ "currentPassword": old, "newPassword": new });
        let change = app.post("/api/auth/change-password").peer("198.51.100.1").bearer(&token);
        let change = change.json(body).send();
        let sign_in = |at: u32| {
            let body = json!({ "email": ANN, "password": old });
            let peer = format!("192.0.2.{at}");
            let request = app.post("/api/auth/sign-in/email").peer(&peer).json(body).send();
            async move {
                turns(at * (1 + round % 8) * 12).await;
                request.await
            }
        };
        let (changed, sign_ins) = join(change, join_all((0..SIGN_INS).map(sign_in))).await;
        let changed = Person::of(&changed);
        for reply in sign_ins.iter().filter(|reply| reply.status() == 200) {
            assert!(!is_live(&app, &Person::of(reply).token).await, "round {round}");
        }
        assert!(is_live(&app, &changed.token).await);
        assert_eq!(try_sign_in(&app, ANN, &old).await.status(), 401, "round {round}");
        current = (changed.token, new);
    }
}

async fn t14_a_hash_that_is_renewed_meanwhile_never_brings_the_old_password_back() {
    let weak = plain();
    let strong = plain().replace("iterations = 1", "iterations = 2");
    let mut app = start(&weak).await;
    let mut current = (sign_up(&app, ANN).await.token, PASSWORD.to_owned());
    for round in 0..12 {
        // Stored under the weak parameters, signed in with under the strong ones.
        app = app.restart(&weak).await;
        let new = format!("password of round {round}");
        let body = json!({ "currentPassword": current.1, "newPassword": new });
        let reply =
            app.post("/api/auth/change-password").bearer(&current.0).json(body).send().await;
        current = (Person::of(&reply).token, new);
        app = app.restart(&strong).await;
        let newer = format!("newer password of round {round}");
        let body = json!({ "currentPassword": current.1, "newPassword": newer });
        let change = app.post("/api/auth/change-password").bearer(&current.0).json(body).send();
        let sign_ins = (0..4).map(|at: u32| {
            let body = json!({ "email": ANN, "password": current.1 });
            let peer = format!("192.0.2.{at}");
            let request = app.post("/api/auth/sign-in/email").peer(&peer).json(body).send();
            async move {
                turns(at * (1 + round) * 12).await;
                request.await
            }
        });
        let (changed, sign_ins) = join(change, join_all(sign_ins)).await;
        for reply in sign_ins.iter().filter(|reply| reply.status() == 200) {
            // Renewed first, the hash is not the one that the change has verified.
            let survives = is_live(&app, &Person::of(reply).token).await;
            assert_eq!(survives, changed.status() != 200, "round {round}");
        }
        if changed.status() == 200 {
            assert_eq!(try_sign_in(&app, ANN, &current.1).await.status(), 401, "round {round}");
            current = (Person::of(&changed).token, newer);
        } else {
            assert_eq!(try_sign_in(&app, ANN, &newer).await.status(), 401, "round {round}");
        }
    }
}

async fn two_sign_ins_at_once_both_succeed_while_a_weak_hash_is_renewed() {
    for _ in 0..5 {
        let app = start(&plain()).await;
        sign_up(&app, ANN).await;
        let app = app.restart(&plain().replace("iterations = 1", "iterations = 2")).await;
        let request = |at: u32| {
            let body = json!({ "email": ANN, "password": PASSWORD });
            app.post("/api/auth/sign-in/email").peer(&format!("192.0.2.{at}")).json(body).send()
        };
        for reply in join_all((0..2).map(request)).await {
            assert_eq!(reply.status(), 200, "{}", reply.text());
        }
    }
}

async fn two_changes_of_the_password_at_once_are_one_change() {
    let app = start(&plain()).await;
    let ann = sign_up(&app, ANN).await;
    let request = |at: u32| {
        let new = format!("password number {at}");
        let body = json!({ "currentPassword": PASSWORD, "newPassword": new });
        let peer = format!("192.0.2.{at}");
        app.post("/api/auth/change-password").peer(&peer).bearer(&ann.token).json(body).send()
    };
    let replies = join_all((0..3).map(request)).await;
    let won: Vec<usize> = (0..3).filter(|at| replies[*at].status() == 200).collect();
    assert_eq!(won.len(), 1);
    for at in 0..3 {
        let status = try_sign_in(&app, ANN, &format!("password number {at}")).await.status();
        assert_eq!(status == 200, at == won[0]);
    }
}

async fn of_two_sign_ups_of_one_visitor_at_once_one_takes_it_and_no_half_user_is_left() {
    for _ in 0..10 {
        let app = start(&with_visitors()).await;
        let visitor = visit(&app).await;
        let request = |at: u32| {
            let body = super::fixture::account(&format!("ann{at}@example.com"));
            let peer = format!("192.0.2.{at}");
            app.post("/api/auth/sign-up/email").peer(&peer).bearer(&visitor.token).json(body).send()
        };
        let replies = join_all((0..2).map(request)).await;
        let same = replies
            .iter()
            .filter(|reply| reply.status() == 200 && Person::of(reply).id == visitor.id);
        assert_eq!(same.count(), 1);
        let rows = app.rows().await;
        assert_eq!(rows["account"], rows["user"]);
        assert!(!is_live(&app, &visitor.token).await);
    }
}

async fn a_sign_up_that_meets_the_sign_out_of_its_visitor_leaves_no_live_old_token() {
    for round in 0..10 {
        let app = start(&with_visitors()).await;
        let visitor = visit(&app).await;
        let body = super::fixture::account(ANN);
        let up = app.post("/api/auth/sign-up/email").bearer(&visitor.token).json(body).send();
        let out = async {
            turns(round * 40).await;
            app.post("/api/auth/sign-out").peer("192.0.2.9").bearer(&visitor.token).send().await
        };
        let (up, out) = join(up, out).await;
        assert_eq!((up.status(), out.status()), (200, 200));
        assert!(!is_live(&app, &visitor.token).await);
        assert!(is_live(&app, &Person::of(&up).token).await);
    }
}

nevr_core::testing::on_every_database!(
    t14_no_sign_in_with_the_old_password_survives_its_change,
    t14_a_hash_that_is_renewed_meanwhile_never_brings_the_old_password_back,
    two_sign_ins_at_once_both_succeed_while_a_weak_hash_is_renewed,
    two_changes_of_the_password_at_once_are_one_change,
    of_two_sign_ups_of_one_visitor_at_once_one_takes_it_and_no_half_user_is_left,
    a_sign_up_that_meets_the_sign_out_of_its_visitor_leaves_no_live_old_token,
);
