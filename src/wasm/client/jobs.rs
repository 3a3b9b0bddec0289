//! The exports about jobs.

use alloc::boxed::Box;
use alloc::string::String;
use wasm_bindgen::prelude::wasm_bindgen;

use super::state::{Kind, MALFORMED, fresh, millis, pack};
use super::{STATE, with_input};
use crate::error::Error;
use crate::jobs::{Call, Goal, Job, Outcome, Session, Teardown, TeardownOptions, Wait};
use crate::request::{self, Params};
use crate::response::Answer;
use crate::text::lossy;

/// Starts a job for a link, under a number that was not used before, and gives its first step. `one`, `two` and the
/// input depend on the kind:
///
/// | kind | job | `one` | `two` | input |
/// |---|---|---|---|---|
/// | 0 | a call | | | action, null, then the parameters |
/// | 1 | a wait until things are created | deadline, ms | | their ids, one to a NUL-ended text |
/// | 2 | a wait until things are gone | deadline, ms | | their ids |
/// | 3 | opening a session | deadline, ms | the same for cleaning up | as for a call |
/// | 4 | closing a session | deadline, ms | | its id |
/// | 5 | a teardown | options | | its target |
/// | 6 | a teardown that goes on | options | | a checkpoint |
///
/// The options of a teardown are 1 for a dry run, plus 2 to delete filters too, plus 4 where checkpoints are taken.
#[wasm_bindgen]
pub fn job_new(job: u32, kind: u32, link: u32, one: f64, two: f64, length: usize, now: f64) -> u32 {
    with_input(length, |state, input| {
        match job_of(kind, millis(one), millis(two), input) {
            Ok(made) => state.start(made, link, job, now),
            Err(error) => state.error(&error),
        }
    })
}

fn job_of(kind: u32, one: i64, two: i64, input: &[u8]) -> Result<Box<dyn Job>, Error> {
    let options = TeardownOptions {
        dry_run: one & 1 != 0,
        with_filters: one & 2 != 0,
        checkpoints: one & 4 != 0,
    };
    Ok(match kind {
        0 | 3 => {
            let mut head = [None, None];
            let rest = request::head(input, &mut head);
            let (Some(rest), [Some(action), _]) = (rest, head) else {
                return Err(MALFORMED);
            };
            let params = Params::from_bytes(rest.to_vec());
            if kind == 0 {
                Box::new(Call::new(&action, params))
            } else {
                let mut session = Box::new(Session::close("", two));
                session.begin_with(params, one)?;
                session
            }
        }
        1 | 2 => {
            let goal = if kind == 1 {
                Goal::Created
            } else {
                Goal::Deleted
            };
            let mut wait = Box::new(Wait::nothing(goal, one));
            wait.aim(&request::texts(input))?;
            wait
        }
        4 => Box::new(Session::close(&text_of(input), one)),
        5 | 6 => {
            let mut teardown = Box::new(Teardown::nothing(options));
            if kind == 5 {
                teardown.aim(input)?;
            } else {
                // What is not UTF-8 is no checkpoint, and is refused as one.
                teardown.take_up(&lossy(input))?;
            }
            teardown
        }
        _ => return Err(MALFORMED),
    })
}

/// The one text that the input is.
#[inline(never)]
fn text_of(input: &[u8]) -> String {
    request::texts(input).pop().unwrap_or_default()
}

/// The job's next step.
#[wasm_bindgen]
pub fn poll(job: u32, now: f64) -> u32 {
    let state = &mut *STATE.lock();
    fresh(&mut state.output);
    state.step(job, None, now)
}

/// Hands a job the answer to one of its requests and gives its next step. The input holds content type,
/// `x-acs-retry-after` and `Date` (null where there is none), then the body.
#[wasm_bindgen]
pub fn answer(job: u32, id: u32, status: u16, length: usize, now: f64) -> u32 {
    with_input(length, |state, input| {
        let mut headers = [None, None, None];
        let Some(body) = request::head(input, &mut headers) else {
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
        let why = text_of(input);
        let outcome = match timeout_ms {
            0 => Outcome::NoAnswer(&why),
            ms => Outcome::TimedOut(ms),
        };
        state.step(job, Some((id, outcome)), now)
    })
}

/// Ends a job early. Either it is over, or the output is the error for what it may leave behind, and from now on it
/// cleans up.
#[wasm_bindgen]
pub fn job_abort(job: u32) -> u32 {
    let state = &mut *STATE.lock();
    fresh(&mut state.output);
    match state.abort(job) {
        Some(left) => {
            left.write_json(&mut state.output);
            state.output(Kind::Event)
        }
        None => pack(Kind::Await, 0),
    }
}

/// Drops a job that is not over.
#[wasm_bindgen]
pub fn job_free(job: u32) {
    STATE.lock().jobs.free(job);
}
