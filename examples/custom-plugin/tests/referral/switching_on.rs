//! The plugin is switched on in an app that has users already.

use nevr::testing::{TestApp, run};

use crate::fixture::{CONFIG, Person, plugins};

#[test]
fn users_who_were_there_before_get_their_codes_by_the_migration() {
    run(async {
        let without = CONFIG.replace("[plugins.auth.plugins.referral]\n", "");
        let app = TestApp::start(plugins(), &without).await;
        let before = Person::guest(&app).await;
        let user = before.user(&app).await;
        assert!(user.get("referralCode").is_none());

        let app = app.restart(CONFIG).await;
        let code = before.code(&app).await;
        assert!(user["id"].as_str().unwrap().ends_with(&code) && code.len() == 12, "{code}");

        let mut guest = Person::guest(&app).await;
        assert_eq!(guest.claim(&app, &code).await.status(), 200);
        guest.link(&app, "friend@example.com").await;
        assert_eq!(before.points(&app).await, 100);
        assert!(app.push().await.is_empty(), "a migration runs once");
    });
}
