//! Exports for opening a session and closing it, and for what has to be cleaned up after an abort.

use alloc::boxed::Box;
use wasm_bindgen::prelude::wasm_bindgen;

use super::state::{Kind, MALFORMED, fresh, millis, pack};
use super::{STATE, params_head, with_input};
use crate::jobs::Session;
use crate::request::{self, Params};

/// Starts the opening of a session: action, null, then the parameters, as for a call. Returns the job's handle.
#[wasm_bindgen]
pub fn open_new(link: u32, deadline_ms: f64, close_ms: f64, length: usize) -> u32 {
    with_input(length, |state, input| {
        let Some((_, _, rest)) = params_head(input) else {
            return state.error(&MALFORMED);
        };
        let params = Params::from_bytes(rest.to_vec());
        match Session::open(params, millis(deadline_ms), millis(close_ms)) {
            Ok(session) => state.start(Box::new(session), link),
            Err(error) => state.error(&error),
        }
    })
}

/// Starts the closing of the session whose id is in the input. Returns the job's handle.
#[wasm_bindgen]
pub fn close_new(link: u32, deadline_ms: f64, length: usize) -> u32 {
    with_input(length, |state, input| {
        let id = request::texts(input).pop().unwrap_or_default();
        state.start(Box::new(Session::close(&id, millis(deadline_ms))), link)
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
