//! The clients: some read their session, others sign up, each as soon as it has its last answer.

use std::{
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicU64, Ordering},
    },
    thread::{self, JoinHandle},
    time::{Duration, Instant},
};

use nevr::serde_json::{Value, json};
use ureq::Agent;

use crate::Failure;

/// Longer than any answer takes.
const PATIENCE: Duration = Duration::from_mins(2);

/// The clients, and the server that they call.
pub(crate) struct Clients {
    address: String,
    /// The tokens of the clients that read their session.
    tokens: Vec<String>,
    writers: usize,
    /// How many users have signed up. Makes each e-mail address unique.
    signed_up: Arc<AtomicU64>,
}

impl Clients {
    /// Signs up the users of the clients that read their session.
    pub(crate) fn sign_up(address: &str, readers: usize, writers: usize) -> Result<Self, Failure> {
        let signed_up = Arc::new(AtomicU64::new(0));
        let agent = agent();
        let tokens = (0..readers).map(|_| -> Result<String, Failure> {
            let answer = sign_up(&agent, address, &signed_up)?;
            Ok(answer["token"].as_str().ok_or("the answer has no token")?.to_owned())
        });
        let tokens = tokens.collect::<Result<_, _>>()?;
        Ok(Self { address: address.to_owned(), tokens, writers, signed_up })
    }
}

/// The measurement of one request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sample {
    begin: Instant,
    pub(crate) took: Duration,
    pub(crate) answered: bool,
}

/// The measurements of all requests.
#[derive(Default)]
pub(crate) struct Samples {
    pub(crate) reads: Vec<Sample>,
    pub(crate) writes: Vec<Sample>,
}

impl Samples {
    /// Keeps the requests that were under way at some time between two moments.
    pub(crate) fn overlapping(mut self, begin: Instant, end: Instant) -> Self {
        let overlaps = |sample: &Sample| sample.begin <= end && sample.begin + sample.took >= begin;
        self.reads.retain(overlaps);
        self.writes.retain(overlaps);
        self
    }
}

/// Running clients.
pub(crate) struct Load {
    stop: Arc<AtomicBool>,
    readers: Vec<JoinHandle<Vec<Sample>>>,
    writers: Vec<JoinHandle<Vec<Sample>>>,
}

impl Load {
    pub(crate) fn start(clients: &Clients) -> Self {
        let stop = Arc::new(AtomicBool::new(false));
        let readers = clients.tokens.iter().map(|token| {
            let (address, token) = (clients.address.clone(), token.clone());
            at_work(&stop, move |agent| ask(agent, &address, &token).is_ok())
        });
        let readers = readers.collect();
        let writers = (0..clients.writers).map(|_| {
            let (address, signed_up) = (clients.address.clone(), clients.signed_up.clone());
            at_work(&stop, move |agent| sign_up(agent, &address, &signed_up).is_ok())
        });
        let writers = writers.collect();
        Self { stop, readers, writers }
    }

    /// Stops the clients, and waits for their last answers.
    pub(crate) fn stop(self) -> Result<Samples, Failure> {
        self.stop.store(true, Ordering::Relaxed);
        let all = |clients: Vec<JoinHandle<Vec<Sample>>>| -> Result<Vec<Sample>, Failure> {
            let mut samples = Vec::new();
            for client in clients {
                samples.extend(client.join().map_err(|_| "a client failed")?);
            }
            Ok(samples)
        };
        Ok(Samples { reads: all(self.readers)?, writes: all(self.writers)? })
    }
}

fn at_work(
    stop: &Arc<AtomicBool>,
    request: impl Fn(&Agent) -> bool + Send + 'static,
) -> JoinHandle<Vec<Sample>> {
    let stop = stop.clone();
    thread::spawn(move || {
        let agent = agent();
        let mut samples = Vec::new();
        while !stop.load(Ordering::Relaxed) {
            let begin = Instant::now();
            let answered = request(&agent);
            samples.push(Sample { begin, took: begin.elapsed(), answered });
        }
        samples
    })
}

fn agent() -> Agent {
    Agent::config_builder().timeout_global(Some(PATIENCE)).build().into()
}

fn ask(agent: &Agent, address: &str, token: &str) -> Result<(), Failure> {
    let url = format!("http://{address}/api/auth/get-session");
    let mut answer = agent.get(url).header("Authorization", format!("Bearer {token}")).call()?;
    let answer: Value = answer.body_mut().read_json()?;
    if answer["user"].is_object() { Ok(()) } else { Err("the session has ended".into()) }
}

fn sign_up(agent: &Agent, address: &str, signed_up: &AtomicU64) -> Result<Value, Failure> {
    let number = signed_up.fetch_add(1, Ordering::Relaxed);
    let email = format!("client{number}@example.org");
    let input = json!({ "email": email, "password": "correct horse battery", "name": "Client" });
    let url = format!("http://{address}/api/auth/sign-up/email");
    Ok(agent.post(url).send_json(&input)?.body_mut().read_json()?)
}
