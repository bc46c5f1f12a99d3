//! What `Connection: close` and `Expect` promise.

use nevr_core::http::ConnectionBounds;

use super::raw::Server;

#[actix_web::test]
async fn an_answer_that_closes_is_the_last() {
    let server = Server::start(ConnectionBounds::default()).await;
    let mut client = server.connect().await;
    client.get("/api/lab/read").await;
    assert!(client.answer().await.starts_with("HTTP/1.1 200 "));
    let last = "GET /last HTTP/1.1\r\nHost: localhost\r\n\r\n";
    let next = "GET /api/lab/read HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.send(format!("{last}{next}{next}")).await;
    let rest = client.rest().await;
    assert!(rest.ends_with("the last"), "{rest}");
    assert_eq!(rest.matches("HTTP/1.1").count(), 1, "{rest}");
    server.stop().await;
}

#[actix_web::test]
async fn a_body_that_is_too_large_ends_the_connection_and_nothing_behind_it_is_answered() {
    let server = Server::start(ConnectionBounds::default()).await;
    let mut client = server.connect().await;
    let head = "POST /api/lab/echo HTTP/1.1\r\nHost: localhost\r\n\
                Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n";
    let chunk = format!("{:x}\r\n{}\r\n", 80 * 1024, " ".repeat(80 * 1024));
    let next = "GET /api/lab/read HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.send(format!("{head}{chunk}0\r\n\r\n{next}")).await;
    let rest = client.rest().await;
    assert!(rest.starts_with("HTTP/1.1 413 "), "{rest}");
    assert!(rest.contains("connection: close\r\n"), "{rest}");
    assert_eq!(rest.matches("HTTP/1.1").count(), 1, "{rest}");
    server.stop().await;
}

#[actix_web::test]
async fn requests_that_are_sent_at_once_are_answered_in_their_order() {
    let server = Server::start(ConnectionBounds::default()).await;
    let mut client = server.connect().await;
    let json = |text: &str| {
        let body = format!(r#"{{"text":"{text}"}}"#);
        format!(
            "POST /api/lab/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
             Content-Length: {}\r\n\r\n{body}",
            body.len()
        )
    };
    let chunked = "POST /api/lab/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: \
                   application/json\r\nTransfer-Encoding: chunked\r\n\r\n9\r\n{\"text\":\"\r\n\
                   8;x=\"0\"\r\nchunked\"\r\n1\r\n}\r\n0\r\nTrailer: 0\r\n\r\n";
    let get = "\r\nGET /api/lab/read HTTP/1.1\r\nHost: localhost\r\n\r\n";
    client.send([&json("first"), chunked, get, &json("last")].concat()).await;
    for part in ["first", "chunked", "7", "last"] {
        let answer = client.answer().await;
        assert!(answer.starts_with("HTTP/1.1 200 ") && answer.contains(part), "{part}: {answer}");
    }
    server.stop().await;
}

#[actix_web::test]
async fn i1_a_request_that_is_refused_is_never_told_to_continue() {
    let server = Server::start(ConnectionBounds::default()).await;
    let cases = [
        ("POST /api/lab/echo", "Content-Length: 99999999", "413"),
        ("POST /api/lab/nowhere", "Content-Length: 10", "404"),
        ("DELETE /api/lab/echo", "Content-Length: 10", "405"),
        ("POST /api/lab/echo", "Origin: https://evil.test\r\nContent-Length: 10", "403"),
        ("POST /api/lab/nowhere", "Transfer-Encoding: chunked", "404"),
    ];
    for (line, headers, status) in cases {
        let mut client = server.connect().await;
        let head = format!("{line} HTTP/1.1\r\nHost: localhost\r\n{headers}\r\n");
        client.send(format!("{head}Expect: 100-continue\r\n\r\n")).await;
        let rest = client.rest().await;
        assert!(rest.starts_with(&format!("HTTP/1.1 {status} ")), "{line}: {rest}");
        assert!(rest.contains("connection: close"), "{line}: {rest}");
    }
    server.stop().await;
}

#[actix_web::test]
async fn a_request_that_is_read_is_told_to_continue_once() {
    let server = Server::start(ConnectionBounds::default()).await;
    let mut client = server.connect().await;
    for _ in 0..2 {
        client
            .send(
                "POST /api/lab/echo HTTP/1.1\r\nHost: localhost\r\nContent-Type: \
                 application/json\r\nContent-Length: 12\r\nExpect: 100-continue\r\n\r\n",
            )
            .await;
        assert_eq!(client.answer().await, "HTTP/1.1 100 Continue\r\n\r\n");
        client.send(r#"{"text":"a"}"#).await;
        assert!(client.answer().await.starts_with("HTTP/1.1 200 "));
    }
    server.stop().await;
}
