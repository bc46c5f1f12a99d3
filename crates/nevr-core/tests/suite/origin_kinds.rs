//! Origins of apps and below a wildcard, and handshakes for other protocols.

use actix_web::http::Method;
use nevr_core::http::{CredentialSource, OriginPolicy, OriginRefusal};

use crate::origin::{ALL, Lines, headers, post, shop, trusted};

#[test]
fn i4_apps_and_the_subdomains_of_a_wildcard_are_trusted_and_nothing_that_looks_like_them() {
    let policy = OriginPolicy {
        trusted: vec![
            trusted("capacitor://localhost"),
            trusted("chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb"),
            trusted("shop-app://"),
            trusted("https://*.preview.example"),
            trusted("https://*.preview.example:8443"),
        ],
        ..shop()
    };
    for (line, accepted) in [
        ("capacitor://localhost", true),
        ("chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllcleb", true),
        ("shop-app://", true),
        ("https://pr-12.preview.example", true),
        ("https://PR-12.preview.example:443", true),
        ("https://pr-12.preview.example:8443", true),
        ("capacitor://localhost:8080", false),
        ("Capacitor://localhost", false),
        ("capacitor://LOCALHOST", false),
        ("capacitor://evil", false),
        ("capacitor://", false),
        ("http://localhost", false),
        ("chrome-extension://aapbdbdomjkkjkaonfhkkikfgjllclec", false),
        ("shop-app://x", false),
        ("shop-app:", false),
        ("file://", false),
        ("https://preview.example", false),
        ("https://.preview.example", false),
        ("https://a.b.preview.example", false),
        ("https://evilpreview.example", false),
        ("https://pr-12.preview.example.evil.test", false),
        ("https://evil.test/.preview.example", false),
        ("https://evil.test#.preview.example", false),
        ("https://evil.test@x.preview.example", false),
        ("https://evil.test:443.preview.example", false),
        ("http://pr-12.preview.example", false),
        ("https://pr-12.preview.example:8444", false),
        ("https://*.preview.example", false),
    ] {
        let checked = post(&policy, &[("Origin", line)], CredentialSource::Cookie);
        assert_eq!(checked.is_ok(), accepted, "{line:?}");
        let answered = policy.allows_cors(&headers(&[("Origin", line)]), None);
        assert_eq!(answered.is_some(), accepted, "{line:?}");
    }
}

#[test]
fn i4_a_handshake_for_another_protocol_is_checked_whatever_its_method() {
    let check =
        |lines: Lines<'_>, source| shop().check(&Method::GET, &headers(lines), None, source);
    for (protocol, checked) in [
        ("websocket", true),
        ("WebSocket", true),
        ("h2c, websocket", true),
        ("connect-udp", true),
        ("\u{e4}", true),
        // What is only another version of HTTP, and what nginx sends in place of nothing.
        ("h2c", false),
        ("H2C , h2c", false),
        ("", false),
        (" , ", false),
    ] {
        let upgrade = ("Upgrade", protocol);
        for source in ALL {
            let foreign = check(&[upgrade, ("Origin", "https://evil.test")], source);
            assert_eq!(foreign.is_err(), checked, "{protocol:?}");
            assert_eq!(check(&[upgrade, ("Origin", "https://shop.example")], source), Ok(()));
        }
        // A sibling on the same site, which the cookie's `SameSite` does not stop.
        let sibling = [upgrade, ("Origin", "https://blog.shop.example")];
        assert_eq!(check(&sibling, CredentialSource::Cookie).is_err(), checked, "{protocol:?}");
        let program = check(&[upgrade], CredentialSource::Cookie);
        assert_eq!(program == Err(OriginRefusal::Missing), checked, "{protocol:?}");
        assert_eq!(check(&[upgrade], CredentialSource::Bearer), Ok(()));
    }
    let two = [("Upgrade", "h2c"), ("Upgrade", "websocket"), ("Origin", "https://evil.test")];
    assert_eq!(check(&two, CredentialSource::Cookie), Err(OriginRefusal::Invalid));
}
