//! Other plugins join the making and the linking of a guest, and events after the commit.

use std::{pin::pin, sync::Arc};

use futures_util::FutureExt;
use nevr_core::testing::TestApp;

use crate::{
    club::Club,
    fixture::{GUEST, Person, account, config, count, guest, user},
};

fn club(app: &TestApp) -> Arc<Club> {
    app.nevr().plugin::<Club>().expect("the club is switched on")
}

async fn another_plugin_hears_of_a_guest_and_of_its_link() {
    let app = config().with("[plugins.club]").start().await;
    let guest = guest(&app).await;
    club(&app).told(1).await;
    guest.link(&app, "a@example.com").await;
    club(&app).told(2).await;
}

async fn a_link_changes_the_row_of_the_user_once() {
    let app = config().with("[plugins.club]").start().await;
    let guest = guest(&app).await;
    guest.link(&app, "a@example.com").await;
    assert_eq!(club(&app).user_changes(), 1);
}

async fn s1_what_fails_after_the_commit_undoes_nothing() {
    for conduct in ["refuse", "fail", "panic"] {
        let config = config().with(&format!("[plugins.club]\nafterwards = \"{conduct}\""));
        let app = config.start().await;
        let guest = guest(&app).await;
        let linked = Person::of(&guest.link(&app, "a@example.com").await);
        let config = config.text();
        // Stopping waits for the hooks that run after the commit.
        let app = app.restart(&config).await;
        assert_eq!(club(&app).times_told(), 0);
        assert_eq!(linked.session(&app).await["user"]["isAnonymous"], false, "{conduct}");
        assert!(guest.is_signed_out(&app).await);
    }
}

async fn s1_nobody_is_told_of_a_link_that_was_undone() {
    let app = config().with("[plugins.club]\nonLinked = \"refuse\"").start().await;
    let guest = guest(&app).await;
    club(&app).told(1).await;
    assert_eq!(guest.link(&app, "a@example.com").await.status(), 409);
    let club = club(&app);
    app.stop().await;
    assert_eq!(club.times_told(), 1);
}

async fn s2_who_lingers_after_the_commit_holds_up_nobody() {
    let app = config().with("[plugins.club]\nafterwards = \"wait\"").start().await;
    let one = guest(&app).await;
    assert_eq!(one.link(&app, "a@example.com").await.status(), 200);
    assert!(guest(&app).await.is_guest(&app).await);
    for _ in 0..3 {
        club(&app).gate.open();
    }
    club(&app).told(3).await;
}

async fn s3_a_client_that_hangs_up_in_the_middle_is_linked_all_the_same() {
    let app = config().with("[plugins.club]\nonLinked = \"wait\"").start().await;
    let guest = guest(&app).await;
    club(&app).told(1).await;
    let club_at_work = club(&app);
    {
        let mut request = pin!(guest.link(&app, "a@example.com").fuse());
        tokio::select! {
            reply = &mut request => panic!("answered before the gate opened: {}", reply.text()),
            () = club_at_work.gate.arrival() => {}
        }
    }
    assert!(guest.is_guest(&app).await, "not committed yet, and whole");
    club_at_work.gate.open();
    club(&app).told(2).await;
    assert_linked(&app, &guest).await;
}

async fn s3_a_request_that_times_out_in_the_middle_is_done_afterwards() {
    let config =
        config().with("[server]\nrequestTimeout = \"300ms\"\n[plugins.club]\nonLinked = \"wait\"");
    let app = config.start().await;
    let guest = guest(&app).await;
    club(&app).told(1).await;
    let reply = guest.link(&app, "a@example.com").await;
    assert_eq!((reply.status(), reply.code().as_str()), (408, "REQUEST_TIMEOUT"));
    assert!(reply.cookies().is_empty());
    club(&app).gate.open();
    club(&app).told(2).await;
    assert_linked(&app, &guest).await;
}

async fn assert_linked(app: &TestApp, guest: &Person) {
    assert!(guest.is_signed_out(app).await);
    assert_eq!(user(app, &guest.id).await, Some((false, Some("a@example.com".to_owned()))));
    assert_eq!(count(app, "account", "userId", &guest.id).await, 1);
    assert_eq!(count(app, "session", "userId", &guest.id).await, 1);
    assert_eq!(count(app, "pass", "userId", &guest.id).await, 0);
    let taken = app.post(crate::fixture::SIGN_UP).json(account("a@example.com")).send().await;
    assert_eq!(taken.code(), "USER_ALREADY_EXISTS");
    let back = app.post(crate::fixture::SIGN_IN).json(crate::fixture::credentials("a@example.com"));
    assert_eq!(Person::of(&back.send().await).id, guest.id);
}

async fn s3_a_visitor_who_hangs_up_is_a_whole_guest_or_none() {
    let app = config().with("[plugins.club]").start().await;
    // The database may have answered by the first time that the request waits for it.
    let is_cut_off = (0..5).any(|_| app.post(GUEST).send().now_or_never().is_none());
    assert!(is_cut_off, "it takes the database");
    guest(&app).await;
    let rows = app.rows().await;
    assert_eq!(rows["user"], rows["session"]);
    assert_eq!(rows["user"], rows["pass"]);
}

nevr_core::testing::on_every_database!(
    another_plugin_hears_of_a_guest_and_of_its_link,
    a_link_changes_the_row_of_the_user_once,
    s1_what_fails_after_the_commit_undoes_nothing,
    s1_nobody_is_told_of_a_link_that_was_undone,
    s2_who_lingers_after_the_commit_holds_up_nobody,
    s3_a_client_that_hangs_up_in_the_middle_is_linked_all_the_same,
    s3_a_request_that_times_out_in_the_middle_is_done_afterwards,
    s3_a_visitor_who_hangs_up_is_a_whole_guest_or_none,
);
