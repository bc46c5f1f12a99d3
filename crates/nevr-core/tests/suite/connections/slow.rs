//! Heads that drip, and answers that nobody reads.

use std::{iter::repeat, time::Duration};

use nevr_core::{http::ConnectionBounds, testing::stray_logs};
use tokio::time::sleep;

use super::raw::Server;

#[actix_web::test]
async fn i2_every_head_of_a_connection_must_arrive_in_time() {
    let mut bounds = ConnectionBounds::default();
    bounds.head = Duration::from_millis(300);
    let server = Server::start(bounds).await;
    for requests in 0..3 {
        let mut client = server.connect().await;
        for _ in 0..requests {
            client.get("/api/lab/read").await;
            assert!(client.answer().await.starts_with("HTTP/1.1 200 "));
        }
        let head = "GET /api/lab/read HTTP/1.1\r\nX-Slow: ";
        client.drip(head.bytes().chain(repeat(b'x')).map(|byte| [byte])).await;
    }
    server.stop().await;
}

#[actix_web::test]
async fn i2_a_head_that_is_late_is_answered_408_and_logged() {
    let mut bounds = ConnectionBounds::default();
    bounds.head = Duration::from_millis(300);
    let server = Server::start(bounds).await;
    let mut client = server.connect().await;
    client.get("/api/lab/read").await;
    client.answer().await;
    client.send("GET /api/lab/read HT").await;
    let rest = client.rest().await;
    assert!(rest.starts_with("HTTP/1.1 408 Request Timeout\r\n"), "{rest}");
    assert!(rest.contains("x-content-type-options: nosniff\r\n"), "{rest}");
    let id = rest.split("x-request-id: ").nth(1).and_then(|rest| rest.lines().next()).unwrap();
    assert!(stray_logs().lines().any(|line| line.contains(id) && line.contains("status=408")));
    server.stop().await;
}

#[actix_web::test]
async fn i2_empty_lines_are_no_way_to_hold_a_connection() {
    let mut bounds = ConnectionBounds::default();
    bounds.head = Duration::from_millis(300);
    let server = Server::start(bounds).await;
    let mut client = server.connect().await;
    client.get("/api/lab/read").await;
    client.answer().await;
    client.drip(repeat("\r\n")).await;
    server.stop().await;
}

#[actix_web::test]
async fn i2_a_client_that_does_not_read_its_answers_loses_its_connection() {
    let mut bounds = ConnectionBounds::default();
    bounds.write = Duration::from_millis(300);
    let server = Server::start(bounds).await;
    let mut client = server.connect().await;
    client.get("/large").await;
    // Bytes of later requests, until the server takes no more and then is gone.
    client.drip(repeat("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n")).await;
    server.stop().await;
}

#[actix_web::test]
async fn a_client_that_reads_slowly_gets_its_whole_answer() {
    let mut bounds = ConnectionBounds::default();
    bounds.write = Duration::from_secs(20);
    let server = Server::start(bounds).await;
    let mut client = server.connect().await;
    client.send("GET /large HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n").await;
    sleep(Duration::from_millis(500)).await;
    assert!(client.rest().await.len() > super::raw::LARGE);
    server.stop().await;
}
