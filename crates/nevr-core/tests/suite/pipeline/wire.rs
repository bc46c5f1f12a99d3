//! What only shows on a socket: answers to HEAD, and heads that no client library writes (I6).

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpStream},
};

use actix_web::{App, HttpServer, dev::ServerHandle};

use crate::pipeline::lab;

/// A server on whatever port is free.
struct Server {
    address: SocketAddr,
    handle: ServerHandle,
}

impl Server {
    fn start(nevr: &nevr_core::app::Nevr) -> Self {
        let nevr = nevr.clone();
        let server = HttpServer::new(move || App::new().configure(nevr.routes()))
            .workers(1)
            .disable_signals()
            .bind(("127.0.0.1", 0))
            .unwrap();
        let address = server.addrs()[0];
        let server = server.run();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { address, handle }
    }

    /// Sends these bytes and reads until the server closes.
    async fn send(&self, bytes: Vec<u8>) -> String {
        let address = self.address;
        actix_web::web::block(move || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(&bytes).unwrap();
            let mut answer = Vec::new();
            stream.read_to_end(&mut answer).unwrap();
            String::from_utf8_lossy(&answer).into_owned()
        })
        .await
        .unwrap()
    }
}

#[actix_web::test]
async fn an_answer_to_head_has_the_length_and_no_body() {
    let app = lab::start().await;
    let server = Server::start(app.nevr());
    let head = b"HEAD /api/lab/read HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    let answer = server.send(head.to_vec()).await;
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.to_lowercase().contains("content-length: 1\r\n"), "{answer}");
    assert!(answer.ends_with("\r\n\r\n"), "{answer}");
    server.handle.stop(false).await;
}

#[actix_web::test]
async fn i1_an_endless_body_ends_with_the_connection() {
    let app = lab::start().await;
    let server = Server::start(app.nevr());
    let mut request = b"POST /api/lab/echo HTTP/1.1\r\nHost: localhost\r\n\
        Content-Type: application/json\r\nContent-Length: 99999999\r\n\r\n"
        .to_vec();
    request.extend([b' '; 1000]);
    let answer = server.send(request).await;
    assert!(answer.starts_with("HTTP/1.1 413 "), "{answer}");
    assert!(answer.contains("PAYLOAD_TOO_LARGE"), "{answer}");
    server.handle.stop(false).await;
}

#[actix_web::test]
async fn i6_heads_with_control_characters_are_4xx_and_split_no_log_line() {
    let app = lab::start().await;
    let server = Server::start(app.nevr());
    for hostile in [&b"a\0b"[..], b"a\rb", b"a\r\n evil", b"a\x01b"] {
        for name in ["User-Agent", "X-Request-Id"] {
            let mut request = format!(
                "GET /api/lab/read HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{name}: "
            )
            .into_bytes();
            request.extend(hostile);
            request.extend(b"\r\n\r\n");
            let answer = server.send(request).await;
            let status = answer.get(9..12).unwrap_or_default().to_owned();
            assert!(["200", "400"].contains(&status.as_str()), "{hostile:?}: {answer}");
        }
    }
    let big = format!(
        "GET /api/lab/read HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nUser-Agent: {}\r\n\r\n",
        "x".repeat(8192)
    );
    assert!(server.send(big.into_bytes()).await.starts_with("HTTP/1.1 200 "));
    server.handle.stop(false).await;
}
