//! Jobs: what to send, how long to wait, and when it is done, as plain values without I/O.
//!
//! A job is driven by its host: [`Job::poll`] says what to do next, [`Job::receive`] hands it an answer. Time, random
//! bytes and answers are arguments, so one and the same job runs in a browser, in Node, in a native program, and in a
//! simulation with virtual time. [`drive`] does the driving for a program that may block.

mod call;
mod date;
#[cfg(not(target_arch = "wasm32"))]
mod drive;
mod event;
mod link;
mod listing;
mod pace;
mod retry;
mod session;
mod teardown;
mod wait;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

pub use call::Call;
#[cfg(not(target_arch = "wasm32"))]
pub use drive::{Host, Received, Reply, drive};
pub use link::{DEFAULT_RATE, Link};
pub use retry::Policy;
pub use session::Session;
pub use teardown::{Teardown, TeardownOptions};
pub use wait::{Goal, Wait};

use crate::error::Error;
use crate::request::{Request, Signer};
use crate::response::Answer;

/// Something that takes several steps between which the host sends, waits and receives.
pub trait Job: core::marker::Send {
    /// What to do next. Call it again after each step but [`Step::Done`]; after that, the job is over.
    fn poll(&mut self, context: &mut Context<'_>) -> Step;

    /// Takes the outcome of an earlier [`Step::Send`], named by its id.
    fn receive(&mut self, id: u32, outcome: Outcome<'_>, context: &mut Context<'_>);

    /// Ends the job early. Most jobs leave nothing behind that they could take back: then there is nothing to give, and
    /// the host drops the job. Else it gives what may be left behind ([`Error::LeftBehind`]), and from then on only
    /// cleans up: the host polls on until it is done, or drops the job and tells its user. The outcomes of what was in flight
    /// are still handed in, since the job may have been cleaning up before. Asked again, it gives what may be left by then.
    fn abort(&mut self) -> Option<Error> {
        None
    }
}

/// What the host lends a job for one step.
pub struct Context<'a> {
    /// Milliseconds since 1970.
    pub now: i64,
    /// Who signs.
    pub signer: &'a Signer,
    /// What the jobs of the same client share.
    pub link: &'a mut Link,
    /// 16 bytes that nobody can guess, new at each call.
    pub random: &'a mut dyn FnMut() -> [u8; 16],
}

impl core::fmt::Debug for Context<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Context(…)")
    }
}

impl Context<'_> {
    /// A time so many milliseconds from now.
    #[inline(never)]
    pub(crate) const fn after(&self, ms: i64) -> i64 {
        self.now.saturating_add(ms)
    }

    /// A new nonce or ClientToken.
    pub(crate) fn token(&mut self) -> String {
        hex((self.random)())
    }
}

/// What a job wants done.
#[derive(Debug)]
pub enum Step {
    /// Send this, and hand the outcome to [`Job::receive`] under the same id. Poll again without waiting for it.
    Send(Box<Send>),
    /// Nothing to do until this time (milliseconds since 1970) or the next outcome.
    WaitUntil(i64, Why),
    /// Nothing to do until the next outcome.
    Await,
    /// The keys were refused as expired: fetch new ones, then poll again.
    Refresh,
    /// Something to tell whoever watches, as a JSON object with a `type`. Poll again.
    Event(Vec<u8>),
    /// Over: the result as canonical JSON, or why there is none.
    Done(Result<Vec<u8>, Error>),
}

/// A request to send. Holds a signature, so `Debug` shows nothing of it.
pub struct Send {
    /// Names the request among those of the job.
    pub id: u32,
    /// The operation that it calls.
    pub action: String,
    /// Counts from 1.
    pub attempt: u32,
    /// How long its outcome is of use, where the job has a deadline. A host that cuts it off then keeps to that.
    pub within_ms: i64,
    /// The request as [`request::lines`](crate::request::lines) writes it.
    pub(crate) lines: Vec<u8>,
}

impl Step {
    /// The same step of a job that has a deadline.
    fn within(mut self, deadline: i64, now: i64) -> Self {
        match &mut self {
            Self::Send(send) => send.within_ms = deadline.saturating_sub(now).max(LEAST_MS),
            Self::WaitUntil(until, _) => *until = (*until).min(deadline),
            _ => {}
        }
        self
    }
}

/// Whatever the deadline, a request may take so long: one that is close, or of a clock that stands still, is to get answers.
const LEAST_MS: i64 = 1_000;

impl Send {
    /// What to send, byte for byte.
    #[must_use]
    pub fn request(&self) -> Request {
        Request::of(&self.lines)
    }
}

impl core::fmt::Debug for Send {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Send(…)")
    }
}

/// The last step of a job, with what it ended with; when that was handed out, there is nothing left to do.
#[inline(never)]
fn ended(result: &mut Option<Result<Vec<u8>, Error>>) -> Step {
    match result.take() {
        Some(result) => Step::Done(result),
        None => Step::Await,
    }
}

/// Why a job waits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Why {
    /// To look again whether a state was reached.
    Poll = 0,
    /// To keep to the rate of calls.
    Pace = 1,
    /// Before the next attempt.
    Retry = 2,
}

/// What became of a request.
#[derive(Debug)]
pub enum Outcome<'a> {
    /// An HTTP answer came, whatever it says.
    Answer {
        /// Status, content type and body.
        answer: Answer<'a>,
        /// The header `x-acs-retry-after`.
        retry_after: Option<&'a str>,
        /// The header `Date`.
        date: Option<&'a str>,
    },
    /// No answer: a word on why that names no address and no key.
    NoAnswer(&'a str),
    /// No answer in so many milliseconds.
    TimedOut(u32),
}

/// 16 bytes as 32 lower-case hex digits: a nonce or a ClientToken.
pub(crate) fn hex(bytes: [u8; 16]) -> String {
    crate::text::hex(&bytes)
}
