//! More connections than there may be.

use std::net::{IpAddr, Ipv4Addr};

use nevr_core::{http::ConnectionBounds, testing::TestApp};

use super::raw::{Client, Server};
use crate::pipeline::lab;

fn bounds(in_all: usize, per_client: usize) -> ConnectionBounds {
    let mut bounds = ConnectionBounds::default();
    bounds.connections = in_all;
    bounds.connections_per_client = Some(per_client);
    bounds
}

fn address(last: u8) -> IpAddr {
    Ipv4Addr::new(127, 0, 0, last).into()
}

async fn is_answered(mut client: Client) {
    client.get("/api/lab/read").await;
    assert!(client.answer().await.starts_with("HTTP/1.1 200 "));
}

#[actix_web::test]
async fn i2_idle_connections_keep_nobody_out() {
    let server = Server::start(bounds(20, 10)).await;
    let mut idle = Vec::new();
    for round in 0..100 {
        idle.push(server.connect_from(address(round % 5 + 2)).await);
    }
    is_answered(server.connect_from(address(2)).await).await;
    is_answered(server.connect_from(address(99)).await).await;
    // The oldest ones had to leave for them.
    assert_eq!(idle.remove(0).rest().await, "");
    server.stop().await;
}

/// Requests that are being answered, until the app's time for them is over.
async fn busy(server: &Server, client: IpAddr, count: usize) -> Vec<Client> {
    let mut clients = Vec::new();
    for _ in 0..count {
        let mut busy = server.connect_from(client).await;
        busy.send("POST /api/lab/never HTTP/1.1\r\nHost: localhost\r\n\r\n").await;
        clients.push(busy);
    }
    clients
}

async fn patient() -> TestApp {
    lab::start_with("requestTimeout = \"5m\"").await
}

#[actix_web::test]
async fn i2_one_client_can_not_have_all_connections() {
    let server = Server::of(patient().await, bounds(100, 5));
    let _busy = busy(&server, address(2), 5).await;
    // Until all five are known to be busy, one of them may give way instead.
    while !server.connect_from(address(2)).await.rest().await.is_empty() {}
    is_answered(server.connect_from(address(3)).await).await;
    server.stop().await;
}

#[actix_web::test]
async fn a_trusted_proxy_has_as_many_connections_as_all_its_clients() {
    let app = lab::start_with("requestTimeout = \"5m\"\ntrustedProxies = [\"127.0.0.2\"]").await;
    let server = Server::of(app, bounds(100, 5));
    let _busy = busy(&server, address(2), 20).await;
    is_answered(server.connect_from(address(2)).await).await;
    server.stop().await;
}
