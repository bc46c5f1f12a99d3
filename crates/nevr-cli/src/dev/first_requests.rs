//! Requests to try first, as lines for a shell.

use nevr_core::description::Description;

use crate::random::{RandomError, random};

/// Returns shell lines that work against the server at `origin` with the plugins that are switched
/// on. They send the session token as a bearer token: a cookie would need the `Origin` header,
/// which only browsers send.
pub(crate) fn first_requests(
    description: &Description,
    origin: &str,
) -> Result<String, RandomError> {
    let urls = Urls { description, origin, account: account()? };
    let lines = urls.guest().or_else(|| urls.account()).unwrap_or_else(|| urls.health());
    let indented: Vec<String> = lines.iter().map(|line| format!("  {line}")).collect();
    Ok(format!(
        "Try:\n{}\n\nChanges to the config file and .env take effect while the server runs. \
         Ctrl-C stops it.",
        indented.join("\n")
    ))
}

struct Urls<'d> {
    description: &'d Description,
    origin: &'d str,
    account: String,
}

impl Urls<'_> {
    /// Signs in a guest, shows its session, and links it to a full account.
    fn guest(&self) -> Option<Vec<String>> {
        let sign_in = self.endpoint("auth.anonymous", "/sign-in/anonymous")?;
        let session = self.endpoint("auth", "/get-session")?;
        let mut lines = vec![token(&format!("-X POST {sign_in}")), with_token(&session)];
        if let Some(link) = self.endpoint("auth.anonymous", "/anonymous/link") {
            lines.push(with_token(&format!("{} {link}", json(&self.account))));
        }
        Some(lines)
    }

    /// Signs up, shows the session, and signs out.
    fn account(&self) -> Option<Vec<String>> {
        let sign_up = self.endpoint("auth", "/sign-up/email")?;
        let session = self.endpoint("auth", "/get-session")?;
        let sign_out = self.endpoint("auth", "/sign-out")?;
        Some(vec![
            token(&format!("{} {sign_up}", json(&self.account))),
            with_token(&session),
            with_token(&format!("-X POST {sign_out}")),
        ])
    }

    /// Requests the endpoints that every app has.
    fn health(&self) -> Vec<String> {
        let paths = ["/health", "/openapi.json"];
        let urls = paths.iter().filter_map(|path| self.endpoint("nevr", path));
        urls.map(|url| format!("curl -s {url}")).collect()
    }

    /// Returns the URL of the endpoint of `owner` whose path ends with `end`.
    fn endpoint(&self, owner: &str, end: &str) -> Option<String> {
        let endpoint = self.description.endpoints().iter().find(|endpoint| {
            endpoint.origin.owner.as_str() == owner && endpoint.path.ends_with(end)
        })?;
        Some(format!("{}{}", self.origin, endpoint.path))
    }
}

/// Stores the token of the response in a shell variable and prints it.
fn token(request: &str) -> String {
    let part = r#"sed 's/.*"token":"\([^"]*\)".*/\1/'"#;
    format!(r#"TOKEN=$(curl -s {request} | {part}); echo "$TOKEN""#)
}

fn with_token(request: &str) -> String {
    format!(r#"curl -s -H "Authorization: Bearer $TOKEN" {request}"#)
}

fn json(body: &str) -> String {
    format!("-H 'Content-Type: application/json' -d '{body}'")
}

/// Returns the JSON of a new account. The address is random, because the database may still hold
/// the account of an earlier start.
fn account() -> Result<String, RandomError> {
    let email = format!("ada-{:08x}@example.com", u32::from_ne_bytes(random()?));
    Ok(format!(r#"{{"name":"Ada","email":"{email}","password":"an-uncommon-passphrase"}}"#))
}
