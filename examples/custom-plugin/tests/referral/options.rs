//! The options of the plugin in the config file.

use nevr::testing::{TestApp, run};

use crate::fixture::{CONFIG, Person, plugins};

#[test]
fn points_and_length_are_what_the_config_says() {
    run(async {
        let config = format!("{CONFIG}rewardPoints = 7\ncodeLength = 8\n");
        let app = TestApp::start(plugins(), &config).await;
        let referrer = Person::guest(&app).await;
        let mut guest = Person::guest(&app).await;
        let code = referrer.code(&app).await;
        assert_eq!(code.len(), 8);
        guest.claim(&app, &code).await;
        guest.link(&app, "friend@example.com").await;
        assert_eq!(referrer.points(&app).await, 7);
    });
}

#[test]
fn a_length_that_no_code_can_have_is_refused_at_its_place() {
    let config = format!("{CONFIG}codeLength = 40\n");
    let (description, report) = TestApp::builder(plugins()).config(config).describe();
    assert!(description.is_none());
    let report = report.render(false);
    assert!(
        report.contains("option `codeLength` of plugin `auth.referral` is impossible"),
        "{report}"
    );
    assert!(report.contains("a code has from 8 to 12 characters"), "{report}");
    assert!(report.contains("nevr.config.toml:6:"), "{report}");
}

#[test]
fn without_guests_there_is_nobody_to_claim() {
    let config = CONFIG.replace("[plugins.auth.plugins.anonymous]\n", "");
    let (description, report) = TestApp::builder(plugins()).config(config).describe();
    assert!(description.is_none());
    assert!(
        report.render(false).contains("add `[plugins.auth.plugins.anonymous]`"),
        "{}",
        report.render(false)
    );
}
