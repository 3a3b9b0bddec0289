//! Driving a job to its end on a host that blocks: one thread, one request at a time.

use alloc::string::String;
use alloc::vec::Vec;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use super::{Context, Job, Link, Outcome, Step};
use crate::error::Error;
use crate::request::{Request, Signer};
use crate::response::Answer;
use crate::signing::Key;

/// What a native program lends to [`drive`]: the time, random bytes, and a way to send.
pub trait Host {
    /// Milliseconds since 1970; by default the system's clock.
    fn now(&mut self) -> i64 {
        let since = SystemTime::now().duration_since(UNIX_EPOCH);
        since.map_or(0, |since| {
            i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
        })
    }

    /// 16 bytes that nobody can guess, new at each call.
    fn random(&mut self) -> [u8; 16];

    /// Sends a request, byte for byte, and takes the answer whatever its status is. Redirects are not to be followed.
    fn send(&mut self, request: &Request) -> Reply;

    /// Waits; by default it blocks the thread.
    fn sleep(&mut self, ms: u64) {
        std::thread::sleep(Duration::from_millis(ms));
    }

    /// Something to watch, as a JSON object with a `type`. Without [`Link::watched`] it is progress alone.
    fn event(&mut self, _event: &[u8]) {}

    /// New keys in place of those that were refused as expired. Asked for only with [`Link::refreshable`]; with `None`
    /// the refusal stands.
    fn refresh(&mut self) -> Option<Key> {
        None
    }
}

/// What became of a request.
#[derive(Debug)]
pub enum Reply {
    /// An HTTP answer came.
    Answer(Received),
    /// No answer: a word on why that names no address and no key.
    NoAnswer(String),
    /// No answer in so many milliseconds.
    TimedOut(u32),
}

/// An HTTP answer, as far as a job reads it.
#[derive(Debug, Default)]
pub struct Received {
    /// The HTTP status.
    pub status: u16,
    /// The header `Content-Type`.
    pub content_type: Option<String>,
    /// The header `x-acs-retry-after`.
    pub retry_after: Option<String>,
    /// The header `Date`.
    pub date: Option<String>,
    /// The body, without any transfer or content encoding.
    pub body: Vec<u8>,
}

impl Received {
    /// From an answer of any HTTP library: the status, the body, and how to look up a header by its name.
    pub fn new(status: u16, body: Vec<u8>, mut header: impl FnMut(&str) -> Option<String>) -> Self {
        Self {
            status,
            content_type: header("content-type"),
            retry_after: header("x-acs-retry-after"),
            date: header("date"),
            body,
        }
    }
}

/// Runs a job to its end and gives its result as canonical JSON. Whoever drives several jobs at once, or must not block,
/// calls [`Job::poll`] and [`Job::receive`] instead.
///
/// # Errors
/// Whatever the job ends with.
pub fn drive(
    job: &mut dyn Job,
    signer: &mut Signer,
    link: &mut Link,
    host: &mut dyn Host,
) -> Result<Vec<u8>, Error> {
    loop {
        let step = with(signer, link, host, |context| job.poll(context));
        match step {
            Step::Send(send) => {
                let reply = host.send(&send.request());
                let outcome = match &reply {
                    Reply::Answer(received) => Outcome::Answer {
                        answer: Answer {
                            status: received.status,
                            content_type: received.content_type.as_deref(),
                            body: &received.body,
                        },
                        retry_after: received.retry_after.as_deref(),
                        date: received.date.as_deref(),
                    },
                    Reply::NoAnswer(why) => Outcome::NoAnswer(why),
                    Reply::TimedOut(ms) => Outcome::TimedOut(*ms),
                };
                with(signer, link, host, |context| {
                    job.receive(send.id, outcome, context);
                });
            }
            Step::WaitUntil(until, _) => {
                let ms = until.saturating_sub(host.now());
                host.sleep(u64::try_from(ms).unwrap_or(0));
            }
            Step::Refresh => {
                if let Some(key) = host.refresh() {
                    signer.key = key;
                    link.keys = link.keys.wrapping_add(1);
                }
            }
            Step::Event(event) => host.event(&event),
            Step::Done(result) => return result,
            // Each outcome is handed over before the next poll, so there is none to wait for.
            Step::Await => return Err(Error::Environment(&"this job was driven before")),
        }
    }
}

fn with<T>(
    signer: &Signer,
    link: &mut Link,
    host: &mut dyn Host,
    step: impl FnOnce(&mut Context<'_>) -> T,
) -> T {
    step(&mut Context {
        now: host.now(),
        signer,
        link,
        random: &mut || host.random(),
    })
}
