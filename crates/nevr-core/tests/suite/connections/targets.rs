//! Request targets that no proxy would take for the API (I3).

use nevr_core::http::ConnectionBounds;

use super::raw::Server;

#[actix_web::test]
async fn i3_only_a_path_with_its_slash_reaches_an_endpoint() {
    let server = Server::start(ConnectionBounds::default()).await;
    let cases = [
        ("/api/lab/read", true),
        // The form that clients use for proxies (RFC 9112, section 3.2.2).
        ("http://localhost/api/lab/read", true),
        ("api/lab/read", false),
        ("lab/read", false),
        ("./api/lab/read", false),
        ("http:api/lab/read", false),
        ("http:/api/lab/read", false),
        ("*", false),
        ("localhost", false),
        ("\\api\\lab\\read", false),
        ("/\\api/lab/read", false),
        ("?/api/lab/read", false),
        ("//localhost/api/lab/read", false),
        ("/apilab/read", false),
    ];
    for (target, is_served) in cases {
        let mut client = server.connect().await;
        let close = "Connection: close\r\n\r\n";
        client.send(format!("GET {target} HTTP/1.1\r\nHost: localhost\r\n{close}")).await;
        let rest = client.rest().await;
        let status = rest.get(9..12).unwrap_or_default();
        assert_eq!(status == "200", is_served, "{target}: {rest}");
        assert!(["200", "400", "404"].contains(&status), "{target}: {rest}");
    }
    server.stop().await;
}
