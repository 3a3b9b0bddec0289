//! The client's exports. Everything crosses as numbers and as bytes in two buffers of wasm memory:
//! JavaScript writes into the input buffer with `TextEncoder.encodeInto`, calls one export, and decodes the output
//! buffer. That is several times faster than generated string glue, which walks strings character by character.
//!
//! Each export returns one number: what the output is in the low three bits ([`Kind`]) and a value above them, which is
//! the length of the output unless the kind says otherwise. Inputs are values of the flat form
//! ([`crate::request::Params`]); the input is zeroed before an export returns, the output by JavaScript once decoded.

mod places;
mod random;
mod sessions;
mod signing;
mod state;

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use spin::Mutex;
use wasm_bindgen::prelude::wasm_bindgen;

pub use sessions::{close_new, job_abort, open_new};
pub use signing::{sign, signer_free, signer_new};

use crate::error::Error;
use crate::jobs::{Call, Goal, Link, Outcome, Policy, Teardown, TeardownOptions, Wait};
use crate::request::{self, Format, Params};
use crate::response::{self, Answer, Refusal};
use crate::service::{self, Rate};
use crate::text::lossy;
use state::{KEPT, Kind, Linked, MALFORMED, State, fresh, millis, pack, style_of};

static STATE: Mutex<State> = Mutex::new(State::new());

/// Room for `capacity` bytes of input; returns its address.
#[wasm_bindgen]
pub fn input(capacity: usize) -> usize {
    let state = &mut *STATE.lock();
    if state.input.len() < capacity || state.input.len() > KEPT {
        state.input = vec![0; capacity.max(1024)];
    }
    state.input.as_ptr().addr()
}

/// The address of the output.
#[wasm_bindgen]
pub fn output() -> usize {
    STATE.lock().output.as_ptr().addr()
}

/// Reads an answer: action and content type (or null) in the first `head` bytes of the input, then the body.
#[wasm_bindgen]
pub fn read(status: u16, head: usize, length: usize) -> u32 {
    with_input(length, |state, input| {
        let Some((Some(action), content_type, body)) = split_head(input, head) else {
            return state.error(&MALFORMED);
        };
        let answer = Answer {
            status,
            content_type: content_type.as_deref(),
            body,
        };
        match response::read(service::operation(&action), &answer, &mut state.output) {
            Ok(()) => state.output(Kind::Result),
            Err(Refusal::Service(refusal)) => state.error(&Error::Service { action, refusal }),
            Err(Refusal::Unreadable(unreadable)) => state.error(&Error::Unreadable(unreadable)),
        }
    })
}

/// Makes what the jobs of one client share. `options` are the style, plus 4 where events are wanted, plus 8 where keys
/// can be fetched anew. Without `calls`, nothing is paced. Returns its handle; [`link_use`] gives it keys.
#[wasm_bindgen]
pub fn link_new(
    options: u32,
    attempts: u32,
    base_ms: u32,
    max_ms: u32,
    calls: u32,
    period_ms: u32,
) -> u32 {
    let state = &mut *STATE.lock();
    let policy = Policy {
        max_attempts: attempts,
        base_delay_ms: base_ms,
        max_delay_ms: max_ms,
    };
    let rate = (calls > 0).then_some(Rate { calls, period_ms });
    let mut link = Link::new(style_of(options & 3), Format::Json, policy, rate);
    link.watched = options & 4 != 0;
    link.refreshable = options & 8 != 0;
    let linked = Linked {
        link,
        signer: u32::MAX,
    };
    pack(Kind::Handle, state.links.put(linked))
}

/// Has the jobs of a link sign with this signer from now on.
#[wasm_bindgen]
pub fn link_use(link: u32, signer: u32) {
    let state = &mut *STATE.lock();
    let format = state.signers.at(signer).map(|(_, format)| *format);
    if let (Some(linked), Some(format)) = (state.links.at(link), format) {
        linked.signer = signer;
        linked.link.format = format;
        linked.link.keys = linked.link.keys.wrapping_add(1);
    }
}

/// Has the jobs of a link tell their events, or not.
#[wasm_bindgen]
pub fn link_watch(link: u32, watched: bool) {
    if let Some(linked) = STATE.lock().links.at(link) {
        linked.link.watched = watched;
    }
}

/// Drops a link.
#[wasm_bindgen]
pub fn link_free(link: u32) {
    STATE.lock().links.free(link);
}

/// Starts a call: action, null, then the parameters. Returns the job's handle.
#[wasm_bindgen]
pub fn call_new(link: u32, length: usize) -> u32 {
    with_input(length, |state, input| {
        let Some((Some(action), _, rest)) = params_head(input) else {
            return state.error(&MALFORMED);
        };
        let call = Call::new(&action, Params::from_bytes(rest.to_vec()));
        state.start(Box::new(call), link)
    })
}

/// Starts a wait until the ids in the input, one to a NUL-ended text, are created or deleted. Returns the job's handle.
#[wasm_bindgen]
pub fn wait_new(link: u32, deleted: bool, deadline_ms: f64, length: usize) -> u32 {
    with_input(length, |state, input| {
        let goal = if deleted {
            Goal::Deleted
        } else {
            Goal::Created
        };
        let ids = request::texts(input);
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        match Wait::new(goal, &ids, millis(deadline_ms)) {
            Ok(wait) => state.start(Box::new(wait), link),
            Err(error) => state.error(&error),
        }
    })
}

/// Starts a teardown of the target in the input. `options` is 1 for a dry run, plus 2 to delete filters too, plus 4 where
/// checkpoints are taken. Returns the job's handle.
#[wasm_bindgen]
pub fn teardown_new(link: u32, options: u32, length: usize) -> u32 {
    with_input(length, |state, input| {
        let target = Params::from_bytes(input.to_vec());
        match Teardown::new(&target, teardown_options(options)) {
            Ok(teardown) => state.start(Box::new(teardown), link),
            Err(error) => state.error(&error),
        }
    })
}

/// Goes on with a teardown from the checkpoint in the input. `options` as for [`teardown_new`].
#[wasm_bindgen]
pub fn teardown_resume(link: u32, options: u32, length: usize) -> u32 {
    with_input(length, |state, input| {
        // What is not UTF-8 is no checkpoint, and is refused as one.
        let checkpoint = lossy(input);
        match Teardown::resume(&checkpoint, teardown_options(options)) {
            Ok(teardown) => state.start(Box::new(teardown), link),
            Err(error) => state.error(&error),
        }
    })
}

const fn teardown_options(options: u32) -> TeardownOptions {
    TeardownOptions {
        dry_run: options & 1 != 0,
        with_filters: options & 2 != 0,
        checkpoints: options & 4 != 0,
    }
}

/// The job's next step.
#[wasm_bindgen]
pub fn poll(job: u32, now: f64) -> u32 {
    let state = &mut *STATE.lock();
    fresh(&mut state.output);
    state.step(job, None, now)
}

/// Hands a job the answer to one of its requests and gives its next step. The input holds content type,
/// `x-acs-retry-after` and `Date` (null where there is none) in the first `head` bytes, then the body.
#[wasm_bindgen]
pub fn answer(job: u32, id: u32, status: u16, head: usize, length: usize, now: f64) -> u32 {
    with_input(length, |state, input| {
        let Some((headers, body)) = input
            .split_at_checked(head)
            .and_then(|(head, body)| Some((request::optional_texts(head)?, body)))
        else {
            return state.error(&MALFORMED);
        };
        let [content_type, retry_after, date] = &headers;
        let outcome = Outcome::Answer {
            answer: Answer {
                status,
                content_type: content_type.as_deref(),
                body,
            },
            retry_after: retry_after.as_deref(),
            date: date.as_deref(),
        };
        state.step(job, Some((id, outcome)), now)
    })
}

/// Tells a job that no answer came, because of `timeout_ms` if that is not 0, else for the reason in the input. Gives
/// its next step.
#[wasm_bindgen]
pub fn no_answer(job: u32, id: u32, timeout_ms: u32, length: usize, now: f64) -> u32 {
    with_input(length, |state, input| {
        let why = request::texts(input).pop().unwrap_or_default();
        let outcome = match timeout_ms {
            0 => Outcome::NoAnswer(&why),
            ms => Outcome::TimedOut(ms),
        };
        state.step(job, Some((id, outcome)), now)
    })
}

/// Drops a job.
#[wasm_bindgen]
pub fn job_free(job: u32) {
    STATE.lock().jobs.free(job);
}

/// Runs `body` on the input's first `length` bytes, which are zeroed afterwards.
fn with_input(length: usize, body: impl FnOnce(&mut State, &[u8]) -> u32) -> u32 {
    let state = &mut *STATE.lock();
    let mut input = core::mem::take(&mut state.input);
    fresh(&mut state.output);
    let result = match input.get(..length) {
        Some(bytes) => body(state, bytes),
        None => state.error(&MALFORMED),
    };
    if let Some(bytes) = input.get_mut(..length) {
        bytes.fill(0);
    }
    state.input = input;
    result
}

type Head<'a> = (Option<String>, Option<String>, &'a [u8]);

/// Two texts (or nulls) and the rest.
fn params_head(input: &[u8]) -> Option<Head<'_>> {
    request::head(input)
}

/// Two texts (or nulls) in the first `head` bytes, and what comes after those.
fn split_head(input: &[u8], head: usize) -> Option<Head<'_>> {
    let (first, body) = input.split_at_checked(head)?;
    let (one, two, _) = request::head(first)?;
    Some((one, two, body))
}
