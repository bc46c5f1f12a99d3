//! The rule that limits apply, and count before anything else happens.

use crate::{
    http::{Endpoint, Per},
    rate_limit::GIVEN_BACK_FACTOR,
    testing::app::TestApp,
};

use super::plugin_under_test::PluginUnderTest;

pub(super) async fn check(plugin: &PluginUnderTest) -> Vec<String> {
    let app = plugin.app().start().await;
    // Every statement fails from now on, so an answer 429 was made without one.
    app.take_database_away().await;
    let mut findings = Vec::new();
    for (at, endpoint) in plugin.endpoints().enumerate() {
        // A different client for each endpoint: some share a rule, and so its counts.
        let client = format!("10.{}.{}.1", at / 250, at % 250);
        if let Some(max) = most(endpoint)
            && let Some(finding) = exceed(&app, endpoint, &client, max).await
        {
            findings.push(format!("{} {}: {finding}", endpoint.method, endpoint.path));
        }
    }
    app.stop().await;
    findings
}

/// Returns how many requests of one client the limits of an endpoint allow. Limits per user are left
/// to the plugin's own tests, because they need a user.
fn most(endpoint: &Endpoint) -> Option<u32> {
    let limits = endpoint.limits.iter().filter(|limit| limit.per != Per::User);
    limits.map(|limit| limit.rule.rule().window().max()).min()
}

/// Sends one request more than the limit allows. Its requests may be refused as invalid, and the
/// limit gives the counts of so many of them back.
async fn exceed(app: &TestApp, endpoint: &Endpoint, client: &str, max: u32) -> Option<String> {
    let path = filled(&endpoint.path);
    let request = || app.request(endpoint.method.clone(), &path).peer(client);
    for sent in 0..max {
        let reply = request().send().await;
        if reply.status() == 429 {
            return Some(format!(
                "request {} of a client is refused, and its limit allows {max}: count by the \
                 limits of the endpoint alone",
                sent + 1
            ));
        }
    }
    for _ in 0..max.saturating_mul(GIVEN_BACK_FACTOR) {
        if request().send().await.status() == 429 {
            break;
        }
    }
    let reply = request().send().await;
    let wait = reply.header("retry-after").and_then(|wait| wait.parse::<u64>().ok());
    if reply.status() == 429 && wait.is_some_and(|wait| wait > 0) {
        return None;
    }
    Some(format!(
        "request {} of a client is answered {} instead of 429 with `Retry-After`: its limit of \
         {max} is not in force",
        u64::from(max) + 1,
        reply.status()
    ))
}

/// Returns the path with `1` in place of its parameters.
fn filled(path: &str) -> String {
    let mut filled = String::new();
    let mut rest = path;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        filled.push('1');
        rest = after.split_once('}').map_or("", |(_, rest)| rest);
    }
    filled + rest
}
