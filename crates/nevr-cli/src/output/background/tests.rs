#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::{
    io::{self, Write},
    sync::mpsc::{self, Receiver, Sender},
    time::Duration,
};

use super::{Background, LIMIT};

/// What a stream does with what it gets. Without instructions it takes everything.
#[derive(Clone, Copy)]
enum Instruction {
    Take(usize),
    Refuse,
}

/// A stream that waits for instructions, and tells what it took; an empty text for a refusal.
struct Scripted {
    instructions: Receiver<Instruction>,
    taken: Sender<String>,
}

impl Write for Scripted {
    fn write(&mut self, text: &[u8]) -> io::Result<usize> {
        let bytes = match self.instructions.recv() {
            Ok(Instruction::Take(bytes)) => bytes.min(text.len()),
            Ok(Instruction::Refuse) => 0,
            Err(_) => text.len(),
        };
        self.taken.send(String::from_utf8(text[..bytes].to_vec()).unwrap()).ok();
        if bytes == 0 { Err(io::ErrorKind::StorageFull.into()) } else { Ok(bytes) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

fn scripted() -> (Sender<Instruction>, Background, Receiver<String>) {
    let (instruct, instructions) = mpsc::channel();
    let (taken, took) = mpsc::channel();
    let stream = Scripted { instructions, taken };
    let background = Background::start(stream, |lines| format!("lost {lines}\n")).unwrap();
    (instruct, background, took)
}

#[test]
fn a_stuck_stream_makes_nobody_wait_and_costs_the_lines_that_have_no_room() {
    let (instruct, background, took) = scripted();
    let mut writer = background.writer();
    let line = format!("{}\n", "x".repeat(1023));
    let sent = LIMIT / line.len() * 2;
    for _ in 0..sent {
        writer.write_all(line.as_bytes()).unwrap();
    }
    // From now on it takes everything.
    drop(instruct);
    let (mut written, mut lost) = (0, 0);
    while written + lost < sent {
        let text = took.recv_timeout(Duration::from_mins(1)).unwrap();
        written += text.matches(&line).count();
        let notices = text.lines().filter_map(|line| line.strip_prefix("lost "));
        lost += notices.map(|number| number.parse::<usize>().unwrap()).sum::<usize>();
    }
    assert_eq!(written + lost, sent);
    assert!(lost > 0);
}

#[test]
fn lines_that_are_refused_are_counted_and_reported_by_the_next_line_that_is_taken() {
    let (instruct, background, took) = scripted();
    let mut writer = background.writer();
    let mut send = |line: &str, instructions: &[Instruction]| {
        for instruction in instructions {
            instruct.send(*instruction).unwrap();
        }
        writer.write_all(line.as_bytes()).unwrap();
        instructions.iter().map(|_| took.recv().unwrap()).collect::<Vec<_>>()
    };
    let all = Instruction::Take(100);
    assert_eq!(send("one\n", &[all]), ["one\n"]);
    assert_eq!(send("two\ntoo\n", &[Instruction::Refuse]), [""]);
    assert_eq!(send("three\n", &[Instruction::Refuse]), [""]);
    assert_eq!(
        send("four\n", &[all, Instruction::Take(2), Instruction::Refuse]),
        ["lost 3\n", "fo", ""]
    );
    assert_eq!(send("five\n", &[all, all, all]), ["\n", "lost 1\n", "five\n"]);
}

#[test]
fn what_waits_is_written_before_the_end() {
    let (instruct, background, took) = scripted();
    background.writer().write_all(b"last words\n").unwrap();
    drop(instruct);
    drop(background);
    assert_eq!(took.try_recv().unwrap(), "last words\n");
}
