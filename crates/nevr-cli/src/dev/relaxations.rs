//! Lists what is less strict in `nevr dev` than in production.

use nevr_config::BaseUrl;
use nevr_core::description::Description;

/// Returns, as text for people, what `nevr dev` relaxes for this app.
pub(crate) fn relaxations(description: &Description) -> String {
    let server = &description.config().server;
    let mut lines = vec![
        "For development only:",
        "  pages on this machine may call the API, from any port",
        "  the database is changed to match the schema without asking, unless that would lose data",
    ];
    if server.base_url.as_ref().is_some_and(BaseUrl::is_https) {
        lines.push("  cookies are not Secure, although `server.baseURL` is https");
    }
    if !server.host.is_loopback() {
        lines.push(
            "  other machines can reach this server: `server.host` is not a loopback address",
        );
    }
    lines.join("\n") + "\n"
}
