//! What the module keeps between calls, and how a job's step becomes a number and an output.

use alloc::boxed::Box;
use alloc::vec::Vec;

use crate::error::Error;
use crate::jobs::{Context, Job, Link, Outcome, Step};
use crate::json;
use crate::request::{Draft, Format, Signer, Style};

use super::places::Places;
use super::random::Random;

/// What an export returned.
#[derive(Clone, Copy)]
pub(super) enum Kind {
    /// The output is the result.
    Result = 0,
    /// The output is an error, as JSON.
    Error = 1,
    /// The output is a request, its parts and its id separated by newlines; where its outcome is of use for some time only,
    /// a blank and those milliseconds follow. Poll again without waiting for its answer.
    Send = 2,
    /// The same, and there is nothing more to do until an answer comes.
    SendLast = 3,
    /// The output is an event, as JSON.
    Event = 4,
    /// Wait so many milliseconds, or for the next answer. The two lowest bits of the value are the [`Why`](crate::jobs::Why).
    Wait = 5,
    /// Wait for the next answer.
    Await = 6,
    /// The value is a handle.
    Handle = 7,
    /// Fetch new keys, give them to the link, and poll again.
    Refresh = 8,
}

pub(super) struct State {
    pub(super) input: Vec<u8>,
    pub(super) output: Vec<u8>,
    pub(super) random: Random,
    pub(super) draft: Draft,
    pub(super) signers: Places<(Signer, Format)>,
    pub(super) links: Places<Linked>,
    pub(super) jobs: Places<Running>,
}

/// A client's link, and the signer that its jobs sign with.
pub(super) struct Linked {
    pub(super) link: Link,
    pub(super) signer: u32,
}

pub(super) struct Running {
    job: Box<dyn Job>,
    link: u32,
    /// A step that the job said ahead of being asked.
    next: Option<Step>,
}

/// Buffers larger than this are given back after use.
pub(super) const KEPT: usize = 64 * 1024;

impl State {
    pub(super) const fn new() -> Self {
        Self {
            input: Vec::new(),
            output: Vec::new(),
            random: Random::new(),
            draft: Draft::new(),
            signers: Places::new(),
            links: Places::new(),
            jobs: Places::new(),
        }
    }

    /// Runs `body` on the input's first `length` bytes, which are zeroed afterwards. One function for all exports, hence
    /// a body that is called through a pointer.
    pub(super) fn with_input(
        &mut self,
        length: usize,
        body: &mut dyn FnMut(&mut Self, &[u8]) -> u32,
    ) -> u32 {
        let mut input = core::mem::take(&mut self.input);
        fresh(&mut self.output);
        let result = match input.get(..length) {
            Some(bytes) => body(self, bytes),
            None => self.error(&MALFORMED),
        };
        if let Some(bytes) = input.get_mut(..length) {
            // The buffer lives on, so this is not optimised away, and it is not done byte by byte.
            bytes.fill(0);
        }
        self.input = input;
        result
    }

    pub(super) fn output(&mut self, kind: Kind) -> u32 {
        pack(kind, self.output.len())
    }

    pub(super) fn error(&mut self, error: &Error) -> u32 {
        self.output.clear();
        error.write_json(&mut self.output);
        self.output(Kind::Error)
    }

    /// Ends a job early; gives what it may leave behind.
    pub(super) fn abort(&mut self, handle: u32) -> Option<Error> {
        let running = self.jobs.at(handle)?;
        running.next = None;
        running.job.abort()
    }

    /// Keeps a job under this number, until it is over, and asks for its first step.
    pub(super) fn start(&mut self, job: Box<dyn Job>, link: u32, number: u32, now: f64) -> u32 {
        let running = Running {
            job,
            link,
            next: None,
        };
        self.jobs.put_at(number as usize, Box::new(running));
        self.step(number, None, now)
    }

    /// Hands the job an outcome, if there is one, and asks for its next step. A job that is over is dropped.
    pub(super) fn step(
        &mut self,
        handle: u32,
        outcome: Option<(u32, Outcome<'_>)>,
        now: f64,
    ) -> u32 {
        let Some((running, linked, signer)) = self.jobs.at(handle).and_then(|running| {
            let linked = self.links.at(running.link)?;
            let (signer, _) = self.signers.at(linked.signer)?;
            Some((running, linked, signer))
        }) else {
            return self.error(&GONE);
        };
        let now = millis(now);
        let random = &mut self.random;
        random.failed = false;
        let mut context = Context {
            now,
            signer,
            link: &mut linked.link,
            random: &mut || random.take(),
        };
        if let Some((id, outcome)) = outcome {
            running.job.receive(id, outcome, &mut context);
        }
        let step = match running.next.take() {
            Some(step) => step,
            None => running.job.poll(&mut context),
        };
        if let Step::Send(_) = step {
            // Mostly there is nothing more to do, and nobody need ask for that.
            running.next = match running.job.poll(&mut context) {
                Step::Await => None,
                step => Some(step),
            };
        }
        if random.failed {
            return self.error(&NO_RANDOM);
        }
        let (kind, output) = match step {
            Step::Send(send) => {
                let kind = match running.next {
                    None => Kind::SendLast,
                    Some(_) => Kind::Send,
                };
                let mut lines = send.lines;
                lines.push(b'\n');
                json::write_integer(send.id.into(), &mut lines);
                if send.within_ms < i64::MAX {
                    lines.push(b' ');
                    json::write_integer(send.within_ms, &mut lines);
                }
                (kind, lines)
            }
            Step::WaitUntil(until, why) => {
                let ms = until.max(now).wrapping_sub(now).min(MAX_WAIT);
                let ms = usize::try_from(ms).unwrap_or_default();
                return pack(Kind::Wait, ms << 2 | why as usize);
            }
            Step::Refresh => return pack(Kind::Refresh, 0),
            Step::Await => return pack(Kind::Await, 0),
            Step::Event(event) => (Kind::Event, event),
            Step::Done(result) => {
                self.jobs.free(handle);
                match result {
                    Ok(result) => (Kind::Result, result),
                    Err(error) => return self.error(&error),
                }
            }
        };
        self.output = output;
        self.output(kind)
    }
}

/// The longest wait told at once; a longer one is asked for again.
const MAX_WAIT: i64 = 60_000;

pub(super) const GONE: Error = Error::Environment(&"this client was closed");
pub(super) const NO_RANDOM: Error =
    Error::Environment(&"no source of random bytes: crypto.getRandomValues is missing");
pub(super) const MALFORMED: Error =
    Error::Environment(&"the input is not of the form that this module reads");

/// Empties the output; JavaScript has zeroed it.
pub(super) fn fresh(output: &mut Vec<u8>) {
    if output.capacity() > KEPT {
        *output = Vec::new();
    }
    output.clear();
}

pub(super) const fn style_of(number: u32) -> Style {
    match number {
        0 => Style::V1Url,
        1 => Style::V1Form,
        _ => Style::V3,
    }
}

/// Milliseconds as JavaScript counts them. Out of range saturates, and NaN becomes -1, which no timestamp can be.
#[expect(
    clippy::cast_possible_truncation,
    reason = "a float's cast to an integer saturates"
)]
pub(super) const fn millis(number: f64) -> i64 {
    if number.is_nan() { -1 } else { number as i64 }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "usize has 32 bits in wasm, and no output comes near 2^28"
)]
pub(super) const fn pack(kind: Kind, value: usize) -> u32 {
    (value as u32) << 4 | kind as u32
}
