//! A user who is not a guest in the database can't be linked, and what plugins granted a guest ends.

use crate::fixture::{LINK, SIGN_UP, account, config, count, everything, guest, user};

async fn g8_a_guest_that_has_an_account_row_can_not_be_linked() {
    for provider in ["credential", "github"] {
        let app = config().start().await;
        let guest = guest(&app).await;
        let row = format!(
            r#"INSERT INTO "account"
                ("id", "userId", "providerId", "accountId", "createdAt", "updatedAt")
                SELECT 'acc', "id", '{provider}', 'x', "createdAt", "updatedAt" FROM "user""#
        );
        assert_eq!(app.execute(&row).await, 1);
        let before = everything(&app).await;
        for path in [LINK, SIGN_UP] {
            let reply = guest.post(&app, path, account("a@example.com")).send().await;
            let answer = (reply.status(), reply.code());
            assert_eq!(answer, (409, "NOT_ANONYMOUS".to_owned()), "{path} {provider}");
        }
        assert_eq!(everything(&app).await, before);
    }
}

/// The app's own code has made the guest a full account, and left its session.
async fn g1_a_session_of_a_guest_who_is_none_any_more_links_nobody() {
    let app = config().start().await;
    let guest = guest(&app).await;
    let full = r#"UPDATE "user" SET "isAnonymous" = FALSE, "email" = 'o@example.com'"#;
    assert_eq!(app.execute(full).await, 1);
    let before = everything(&app).await;
    for path in [LINK, SIGN_UP] {
        let reply = guest.post(&app, path, account("a@example.com")).send().await;
        assert_eq!((reply.status(), reply.code().as_str()), (409, "NOT_ANONYMOUS"), "{path}");
    }
    assert_eq!(everything(&app).await, before);
}

async fn g8_what_another_plugin_granted_the_guest_is_dead_after_the_link() {
    let app = config().with("[plugins.club]").start().await;
    let (guest, other) = (guest(&app).await, guest(&app).await);
    let granted = |id: String| {
        let app = &app;
        async move {
            [count(app, "pass", "userId", &id).await, count(app, "stamp", "userId", &id).await]
        }
    };
    assert_eq!(granted(guest.id.clone()).await, [1, 1]);
    assert_eq!(guest.link(&app, "a@example.com").await.status(), 200);
    assert_eq!(granted(guest.id.clone()).await, [0, 1], "the grant ends, what is its own stays");
    assert_eq!(granted(other.id.clone()).await, [1, 1], "nobody else's ends");
    assert_eq!(user(&app, &guest.id).await, Some((false, Some("a@example.com".to_owned()))));
}

nevr_core::testing::on_every_database!(
    g8_a_guest_that_has_an_account_row_can_not_be_linked,
    g1_a_session_of_a_guest_who_is_none_any_more_links_nobody,
    g8_what_another_plugin_granted_the_guest_is_dead_after_the_link,
);
