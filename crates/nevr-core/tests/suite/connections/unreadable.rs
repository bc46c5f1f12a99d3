//! Requests that can't be parsed.

use nevr_core::{http::ConnectionBounds, testing::stray_logs};

use super::raw::Server;

#[actix_web::test]
async fn what_the_parser_refuses_is_logged_and_has_the_headers_of_every_answer() {
    let server = Server::start(ConnectionBounds::default()).await;
    let good = "GET /api/lab/read HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let cases = [
        ("400", "GARBAGE\r\n\r\n".to_owned()),
        ("400", "GET / HTTP/1.1\r\n\r\n".to_owned()),
        (
            "400",
            "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n".into(),
        ),
        ("431", format!("GET / HTTP/1.1\r\nHost: a\r\nX-Long: {}", "x".repeat(200_000))),
    ];
    for (status, bytes) in cases {
        for before in ["", good] {
            let mut client = server.connect().await;
            client.send(before).await;
            client.try_send(&bytes).await;
            let rest = client.rest().await;
            let refused = rest.rsplit("HTTP/1.1 ").next().unwrap();
            assert!(refused.starts_with(status), "{status}: {rest}");
            assert!(refused.contains("x-content-type-options: nosniff\r\n"), "{rest}");
            assert!(refused.contains("connection: close\r\n"), "{rest}");
            assert_eq!(rest.matches("HTTP/1.1").count(), 1 + usize::from(!before.is_empty()));
            let id = refused.split("x-request-id: ").nth(1).unwrap().lines().next().unwrap();
            let logged = format!("status={status}");
            assert!(stray_logs().lines().any(|l| l.contains(id) && l.contains(&logged)), "{rest}");
        }
    }
    server.stop().await;
}

#[actix_web::test]
async fn a_body_with_broken_chunks_has_one_answer() {
    let server = Server::start(ConnectionBounds::default()).await;
    for path in ["/api/lab/echo", "/api/lab/nowhere"] {
        let mut client = server.connect().await;
        client
            .send(format!(
                "POST {path} HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                 Transfer-Encoding: chunked\r\n\r\n1\r\n{{\r\nnonsense\r\n\r\n"
            ))
            .await;
        let rest = client.rest().await;
        assert!(rest.contains("\"error\""), "{rest}");
        assert_eq!(rest.matches("HTTP/1.1").count(), 1, "{rest}");
    }
    server.stop().await;
}
