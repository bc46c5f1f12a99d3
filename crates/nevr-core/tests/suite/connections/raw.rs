//! A server, and clients that write what no library would.

use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    time::Duration,
};

use actix_web::{App, HttpResponse, dev::ServerHandle, http::header, web};
use nevr_core::{http::ConnectionBounds, testing::TestApp};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpSocket, TcpStream},
    time::{sleep, timeout},
};

use crate::pipeline::lab;

/// Long enough for a busy machine; a test that waits this long fails.
const PATIENCE: Duration = Duration::from_mins(1);
/// The pause between the pieces of what drips.
const DRIP: Duration = Duration::from_millis(20);
/// The size of the answer of `/large`, more than any socket keeps for its reader.
pub(crate) const LARGE: usize = 64 * 1024 * 1024;

pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    handle: ServerHandle,
    _app: TestApp,
}

impl Server {
    pub(crate) async fn start(bounds: ConnectionBounds) -> Self {
        Self::of(lab::start().await, bounds)
    }

    pub(crate) fn of(app: TestApp, bounds: ConnectionBounds) -> Self {
        let nevr = app.nevr().clone();
        let routes = move || {
            App::new()
                .configure(nevr.routes())
                .route("/large", web::get().to(|| async { vec![b'x'; LARGE] }))
                .route("/last", web::get().to(last))
                .default_service(web::to(nevr.not_found()))
        };
        let server = app.nevr().server(routes).bounds(bounds).workers(1).disable_signals();
        let server = server.bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = server.addresses()[0];
        let server = server.run().unwrap();
        let handle = server.handle();
        actix_web::rt::spawn(server);
        Self { address, handle, _app: app }
    }

    pub(crate) async fn connect(&self) -> Client {
        self.connect_from(Ipv4Addr::LOCALHOST.into()).await
    }

    pub(crate) async fn connect_from(&self, client: IpAddr) -> Client {
        let socket = TcpSocket::new_v4().unwrap();
        socket.bind((client, 0).into()).unwrap();
        let stream = timeout(PATIENCE, socket.connect(self.address)).await.unwrap().unwrap();
        Client { stream, read: Vec::new() }
    }

    pub(crate) async fn stop(self) {
        self.handle.stop(false).await;
    }
}

/// An answer with a header of its own, which actix itself would ignore.
async fn last() -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CONNECTION, "close")).body("the last")
}

pub(crate) struct Client {
    stream: TcpStream,
    read: Vec<u8>,
}

impl Client {
    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        assert!(self.try_send(bytes).await, "the server has closed");
    }

    /// Sends bytes. Returns whether they could be sent.
    pub(crate) async fn try_send(&mut self, bytes: impl AsRef<[u8]>) -> bool {
        let writing = self.stream.write_all(bytes.as_ref());
        timeout(PATIENCE, writing).await.expect("the server keeps the connection").is_ok()
    }

    /// Sends a piece from time to time, until the server has closed the connection.
    pub(crate) async fn drip(&mut self, pieces: impl IntoIterator<Item = impl AsRef<[u8]>>) {
        let dripping = async {
            for piece in pieces {
                if !self.try_send(piece).await {
                    return;
                }
                sleep(DRIP).await;
            }
        };
        timeout(PATIENCE, dripping).await.expect("the server keeps the connection");
    }

    /// Sends a request without a body.
    pub(crate) async fn get(&mut self, path: &str) {
        self.send(format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n")).await;
    }

    /// Reads one answer of a known length, or one without a body.
    pub(crate) async fn answer(&mut self) -> String {
        loop {
            if let Some(end) = end_of_answer(&self.read) {
                let answer = self.read.drain(..end).collect();
                return String::from_utf8(answer).unwrap();
            }
            let reading = self.stream.read_buf(&mut self.read);
            let read = timeout(PATIENCE, reading).await.expect("an answer in time").unwrap();
            assert!(read > 0, "closed after {:?}", String::from_utf8_lossy(&self.read));
        }
    }

    /// Reads until the server closes.
    pub(crate) async fn rest(mut self) -> String {
        let reading = self.stream.read_to_end(&mut self.read);
        // A connection that is reset has been closed, too.
        drop(timeout(PATIENCE, reading).await.expect("the server keeps the connection"));
        String::from_utf8_lossy(&self.read).into_owned()
    }
}

fn end_of_answer(bytes: &[u8]) -> Option<usize> {
    let text = String::from_utf8_lossy(bytes).to_lowercase();
    let head = text.find("\r\n\r\n")? + 4;
    let length = text[..head].split("content-length: ").nth(1);
    let length = length.and_then(|rest| rest.split("\r\n").next()?.parse::<usize>().ok());
    Some(head + length.unwrap_or(0)).filter(|end| *end <= bytes.len())
}
