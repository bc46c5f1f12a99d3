//! Bodies that no handler reads.

use std::time::Duration;

use nevr_core::http::ConnectionBounds;

use super::raw::{Client, Server};

fn bounds() -> ConnectionBounds {
    let mut bounds = ConnectionBounds::default();
    bounds.drain = Duration::from_millis(300);
    bounds
}

/// Requests that are answered without a look at their body.
const REFUSED: [(&str, &str, &str); 5] = [
    ("POST /api/lab/nowhere", "", "404"),
    ("POST /elsewhere", "", "404"),
    ("DELETE /api/lab/echo", "", "405"),
    ("POST /api/lab/echo", "Origin: https://evil.test\r\n", "403"),
    ("GET /last", "", "200"),
];

async fn begin(client: &mut Client, (line, headers, _): (&str, &str, &str), framing: &str) {
    client.send(format!("{line} HTTP/1.1\r\nHost: localhost\r\n{headers}{framing}\r\n\r\n")).await;
}

#[actix_web::test]
async fn i2_a_short_body_that_nobody_reads_leaves_the_connection_to_the_next_request() {
    let server = Server::start(ConnectionBounds::default()).await;
    let mut client = server.connect().await;
    let bodies =
        [("Content-Length: 5", "12345"), ("Transfer-Encoding: chunked", "1\r\nx\r\n0\r\n\r\n")];
    for request in REFUSED.into_iter().filter(|(line, ..)| *line != "GET /last") {
        for (framing, body) in bodies {
            begin(&mut client, request, framing).await;
            client.send(body).await;
            let answer = client.answer().await;
            assert!(answer.starts_with(&format!("HTTP/1.1 {} ", request.2)), "{answer}");
        }
    }
    client.get("/api/lab/read").await;
    assert!(client.answer().await.ends_with("\r\n\r\n7"));
    server.stop().await;
}

#[actix_web::test]
async fn i2_an_endless_body_that_nobody_reads_is_cut_off() {
    let server = Server::start(bounds()).await;
    for request in REFUSED {
        let mut client = server.connect().await;
        begin(&mut client, request, "Transfer-Encoding: chunked").await;
        let chunk = format!("10000\r\n{}\r\n", "x".repeat(0x10000));
        let mut sent = 0;
        while client.try_send(&chunk).await {
            sent += chunk.len();
            assert!(sent < 256 * 1024 * 1024, "{request:?}: it is read without a bound");
        }
    }
    server.stop().await;
}

#[actix_web::test]
async fn i2_a_body_that_is_announced_and_never_sent_does_not_hold_the_connection() {
    let server = Server::start(bounds()).await;
    for request in REFUSED {
        for framing in ["Transfer-Encoding: chunked", "Content-Length: 9", "Content-Length: 999999"]
        {
            let mut client = server.connect().await;
            begin(&mut client, request, framing).await;
            let rest = client.rest().await;
            let status = rest.get(9..12).unwrap_or_default();
            let is_large = framing.ends_with("999999") && status == "413";
            assert!(status == request.2 || is_large, "{request:?}: {rest}");
            assert!(rest.contains("connection: close"), "{request:?}: {rest}");
        }
    }
    server.stop().await;
}

#[actix_web::test]
async fn i2_a_body_that_drips_does_not_hold_the_connection() {
    let server = Server::start(bounds()).await;
    let mut client = server.connect().await;
    begin(&mut client, REFUSED[0], "Transfer-Encoding: chunked").await;
    client.drip(std::iter::repeat("1\r\nx\r\n")).await;
    server.stop().await;
}
