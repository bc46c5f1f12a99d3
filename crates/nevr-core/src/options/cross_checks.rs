//! Checks that options do not contradict each other.

use nevr_config::{BaseUrl, Network, Origin, Problem, Report, Section};
use nevr_schema::Provider;

use super::{
    core::CoreConfig,
    database_url::{DatabaseUrlError, UrlOrigin, check_scheme},
};

/// The longest name of a file or folder in bytes, on every common system.
const LONGEST_NAME: usize = 255;

/// Reports options that contradict each other or make no sense. A problem points at every option
/// that it involves.
pub(crate) fn cross_check(core: &CoreConfig, root: &Section, report: &mut Report) {
    out_dir(core, root, report);
    origins(core, root, report);
    cors_headers(root, report);
    proxies(core, root, report);
    limits(core, root, report);
    database(core, root, report);
}

fn out_dir(core: &CoreConfig, root: &Section, report: &mut Report) {
    let dir = core.out_dir.as_str();
    let label = if dir.trim().is_empty() {
        "expected a folder"
    } else if dir.contains(char::is_control) {
        "the name of a folder contains no control characters"
    } else if dir.split(['/', '\\']).any(|name| name.len() > LONGEST_NAME) {
        "the name of a folder has at most 255 bytes"
    } else {
        return;
    };
    push(root, report, "outDir", "option `outDir` is not valid", label);
}

fn origins(core: &CoreConfig, root: &Section, report: &mut Report) {
    if !core.server.base_url.as_ref().is_some_and(BaseUrl::is_https) {
        return;
    }
    for (text, span) in root.strings_at("server.trustedOrigins") {
        let Some(origin) = text.parse().ok().filter(Origin::is_http) else { continue };
        // Nobody on the network comes between a browser and the machine that it runs on.
        let problem = if origin.is_loopback() {
            let label = "any program on a visitor's machine that serves this port may act for them";
            Problem::warning(
                "pages of a visitor's own machine are trusted beside an https `baseURL`",
            )
            .at(span, label)
            .help("this is for development: leave it out where people use the server")
        } else {
            Problem::error("an http origin is trusted beside an https `baseURL`")
                .at(span, "anyone on the network can change what this page sends")
                .help("serve that origin by https too, or remove it")
        };
        report.push(match root.locate("server.baseURL") {
            // As it is written: the address itself may come from a variable.
            Some(span) => {
                let written = report.source().text.get(span.clone()).unwrap_or_default();
                let label = format!("`{}` is https", written.trim_matches(['"', '\'']));
                problem.at(span, label)
            }
            None => problem,
        });
    }
}

/// Headers that browsers set alone, whatever a server allows, beside those that begin with `Proxy-`
/// or `Sec-` (Fetch, 2.2.2).
const SET_BY_BROWSERS: [&str; 20] = [
    "accept-charset",
    "accept-encoding",
    "access-control-request-headers",
    "access-control-request-method",
    "connection",
    "content-length",
    "cookie",
    "cookie2",
    "date",
    "dnt",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "referer",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "via",
];

/// Reports headers for which an option would do nothing.
fn cors_headers(root: &Section, report: &mut Report) {
    let lower = |text: &str| text.to_ascii_lowercase();
    let sent = |name: &str| {
        SET_BY_BROWSERS.contains(&name) || name.starts_with("proxy-") || name.starts_with("sec-")
    };
    let read = |name: &str| ["set-cookie", "set-cookie2"].contains(&name);
    let lists: [(&str, &dyn Fn(&str) -> bool, &str); 2] = [
        ("server.corsAllowedHeaders", &sent, "no browser lets a page set this header"),
        ("server.corsExposedHeaders", &read, "no browser lets a page read this header"),
    ];
    for (option, useless, label) in lists {
        for (at, (text, span)) in root.strings_at(option).into_iter().enumerate() {
            if useless(&lower(&text)) {
                let title = format!("option `{option}[{at}]` of the config file is not valid");
                report.push(Problem::error(title).at(span, label));
            }
        }
    }
}

fn proxies(core: &CoreConfig, root: &Section, report: &mut Report) {
    if core.server.trusted_proxies.iter().any(Network::is_everything) {
        let mut problem = Problem::warning("every peer is trusted to name the client's address")
            .help("name the networks that your proxies are in");
        if let Some(span) = root.locate("server.trustedProxies") {
            problem = problem.at(span, "a client can claim any address, and so pass every limit");
        }
        report.push(problem);
    }
}

fn limits(core: &CoreConfig, root: &Section, report: &mut Report) {
    let zero = [
        ("server.bodyLimit", core.server.body_limit.bytes() == 0),
        ("server.requestTimeout", core.server.request_timeout.duration().is_zero()),
        ("database.acquireTimeout", core.database.acquire_timeout.duration().is_zero()),
    ];
    for (option, _) in zero.into_iter().filter(|(_, is_zero)| *is_zero) {
        let title = format!("option `{option}` of the config file is not valid");
        push(root, report, option, &title, "with zero, nothing would be answered");
    }
}

/// Checks as much of the URL as is known without its variables.
fn database(core: &CoreConfig, root: &Section, report: &mut Report) {
    let Some(url) = &core.database.url else { return };
    let provider = root.locate_written("database.provider");
    // If the provider is unknown, nothing is known about its URLs.
    if provider.as_ref().is_some_and(|span| report.has_error_at(span)) {
        return;
    }
    let begins = url.leading_text();
    if !url.is_literal() && !begins.contains(':') {
        return;
    }
    if begins.contains(char::is_control) {
        let title = "option `database.url` of the config file is not valid";
        return push(root, report, "database.url", title, "it contains a control character");
    }
    let Err(error) = check_scheme(begins, core.database.provider, UrlOrigin::Config) else {
        return;
    };
    let Some(span) = root.locate("database.url") else { return };
    let mut problem = Problem::error(error.to_string());
    problem = match &error {
        DatabaseUrlError::OtherProvider { scheme, .. } => {
            problem.at(span, format!("a `{scheme}` database"))
        }
        _ => problem.at(span, "this begins with no known scheme"),
    };
    let default = core.database.provider;
    problem = match (provider, root.locate_key("database")) {
        (Some(span), _) => problem.at(span, "the provider is set here"),
        (None, Some(span)) => problem.at(span, format!("`{default}` is the default provider")),
        (None, None) => problem,
    };
    let other = match &error {
        DatabaseUrlError::OtherProvider { scheme, .. } => Provider::of_scheme(scheme),
        _ => None,
    };
    let example = default.example_url();
    report.push(problem.help(match other {
        Some(other) => format!("set `provider = \"{other}\"`, or write `{example}`"),
        None => format!("write `{example}`"),
    }));
}

fn push(root: &Section, report: &mut Report, option: &str, title: &str, label: &str) {
    if let Some(span) = root.locate(option) {
        report.push(Problem::error(title).at(span, label));
    }
}
