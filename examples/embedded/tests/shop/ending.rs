//! How the program ends.
#![cfg(unix)]

use std::{
    io::{Cursor, Read, Result},
    net::TcpStream,
    sync::mpsc::{Receiver, Sender, channel},
    thread,
};

use ureq::SendBody;

use crate::program::Folder;

/// A body that is only sent when the test says so.
struct Withheld {
    asked: Option<Sender<()>>,
    go: Receiver<()>,
    body: Cursor<&'static [u8]>,
}

impl Read for Withheld {
    fn read(&mut self, buffer: &mut [u8]) -> Result<usize> {
        if let Some(asked) = self.asked.take() {
            asked.send(()).unwrap();
            self.go.recv().unwrap();
        }
        self.body.read(buffer)
    }
}

#[test]
fn told_to_stop_it_answers_what_it_has_accepted_and_ends_well() {
    let folder = Folder::new();
    let mut program = folder.push_and_start();
    let mut client = program.client();
    client.become_guest();

    let (asked, is_asked) = channel();
    let (send, go) = channel();
    let half_way = client.clone();
    let sending = thread::spawn(move || {
        let body = Cursor::new(br#"{"sku":"mug","quantity":7}"#.as_slice());
        let body = SendBody::from_owned_reader(Withheld { asked: Some(asked), go, body });
        // The server asks for the body once it has accepted the request.
        let headers = [("Content-Type", "application/json"), ("Expect", "100-continue")];
        half_way.send("POST", "/api/cart", &headers, body)
    });
    is_asked.recv().unwrap();
    program.terminate();
    // No new connection is accepted.
    while TcpStream::connect(program.address()).is_ok() {
        thread::yield_now();
    }
    send.send(()).unwrap();
    assert_eq!(sending.join().unwrap().json()["items"][0]["quantity"], 7);
    assert!(program.ended_well());

    let again = folder.start(&[]);
    let mut back = again.client();
    back.token = client.token;
    assert_eq!(back.cart()["items"][0]["quantity"], 7);
}
