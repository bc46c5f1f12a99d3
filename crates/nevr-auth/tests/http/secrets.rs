//! The secret: required to serve, and refused if it is weak.

use nevr_core::testing::{TestApp, TestAppBuilder};

use super::fixture::{ANN, is_live, plain, plugins, sign_up};

const GOOD: &str = "nC5@hJ8#gF1!dS6%aW3$eZ9^rX2&tY7*";

fn without_secret() -> TestAppBuilder {
    TestApp::builder(plugins()).without_variable("NEVR_AUTH_SECRET").config(plain())
}

async fn error(builder: TestAppBuilder) -> String {
    match builder.try_start().await {
        Ok(_) => panic!("the app has started"),
        Err(error) => error.to_string(),
    }
}

#[actix_web::test]
async fn without_a_secret_the_app_says_which_variable_to_set() {
    insta::assert_snapshot!(
        error(without_secret()).await,
        @"plugin `auth` could not start: the secret is missing: set NEVR_AUTH_SECRET to the output of `nevr secret`"
    );
    let empty = without_secret().variable("NEVR_AUTH_SECRET", "");
    assert!(error(empty).await.contains("the secret is missing"));
}

async fn a_secret_is_not_needed_to_describe_or_to_bring_the_database_to_the_schema() {
    let (description, report) = without_secret().describe();
    assert!(description.is_some() && !report.has_errors());
    without_secret().push().await.unwrap();
}

#[actix_web::test]
async fn a_secret_that_is_none_is_refused_and_not_repeated() {
    for (secret, words) in [
        ("tooshort-k3J", "too short"),
        ("abababababababababababababababababab", "too uniform"),
        ("changeme-changeme-changeme-changeme-1", "placeholder"),
        ("your-secret-here-your-secret-here-12", "placeholder"),
    ] {
        let error = error(without_secret().variable("NEVR_AUTH_SECRET", secret)).await;
        assert!(error.contains(words) && error.contains("nevr secret"), "{error}");
        assert!(!error.contains(secret), "{error}");
    }
}

#[actix_web::test]
async fn every_secret_of_a_list_must_be_one() {
    let config = plain().replace("rateLimit", "secret = [\"${GOOD}\", \"${BAD}\"]\nrateLimit");
    let builder = without_secret().config(config).variable("GOOD", GOOD);
    let error = error(builder.variable("BAD", "short")).await;
    assert!(error.contains("secret 2 is too short"), "{error}");
}

#[actix_web::test]
async fn a_variable_that_is_missing_is_named() {
    let config = plain().replace("rateLimit", "secret = \"${SHOP_SECRET}\"\nrateLimit");
    let error = error(without_secret().config(config)).await;
    assert!(error.contains("SHOP_SECRET"), "{error}");
}

async fn auth_secret_stands_in_for_nevr_auth_secret() {
    let app = without_secret().variable("AUTH_SECRET", GOOD).start().await;
    let ann = sign_up(&app, ANN).await;
    let both =
        app.stopped().await.variable("NEVR_AUTH_SECRET", GOOD).without_variable("AUTH_SECRET");
    let app = both.start().await;
    assert!(is_live(&app, &ann.token).await);
}

async fn a_secret_in_the_file_itself_works_and_warns() {
    let config = plain().replace("rateLimit", &format!("secret = \"{GOOD}\"\nrateLimit"));
    let (_, report) = without_secret().config(&config).describe();
    assert!(!report.has_errors());
    let text = report.render(false);
    assert!(text.contains("secret"), "{text}");
    let app = without_secret().config(config).start().await;
    assert!(!app.logs().contains(GOOD));
}

nevr_core::testing::on_every_database!(
    a_secret_is_not_needed_to_describe_or_to_bring_the_database_to_the_schema,
    auth_secret_stands_in_for_nevr_auth_secret,
    a_secret_in_the_file_itself_works_and_warns,
);
