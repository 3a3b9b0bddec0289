//! The client's exports. Everything crosses as numbers and as bytes in two buffers of wasm memory:
//! JavaScript writes into the input buffer with `TextEncoder.encodeInto`, calls one export, and decodes the output
//! buffer. That is several times faster than generated string glue, which walks strings character by character.
//!
//! Each export returns one number: what the output is in the low four bits ([`Kind`]) and a value above them, which is
//! the length of the output unless the kind says otherwise. Inputs are values of the flat form
//! ([`crate::request::Params`]); the input is zeroed before an export returns, the output by JavaScript once decoded.

mod jobs;
mod places;
mod random;
mod signing;
mod state;

use alloc::{vec, vec::Vec};
use spin::{Mutex, MutexGuard};
use wasm_bindgen::prelude::wasm_bindgen;

pub use jobs::{answer, job_abort, job_free, job_new, no_answer, poll};
pub use signing::{sign, signer_free, signer_new};

use crate::error::Error;
use crate::jobs::{Link, Policy};
use crate::request::{self, Format};
use crate::response::{self, Answer, Known, Reason};
use crate::service::{self, Operation, Rate};
use state::{KEPT, Kind, Linked, MALFORMED, State, pack, style_of};

static STATE: Shared = Shared(Mutex::new(State::new()));

struct Shared(Mutex<State>);

impl Shared {
    /// Once, and not in each export.
    #[inline(never)]
    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock()
    }
}

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

/// Reads an answer: action, content type (or null), then the body.
#[wasm_bindgen]
pub fn read(status: u16, length: usize) -> u32 {
    with_input(length, |state, input| {
        let mut head = [None, None];
        let body = request::head(input, &mut head);
        let (Some(body), [Some(action), content_type]) = (body, head) else {
            return state.error(&MALFORMED);
        };
        let answer = Answer {
            status,
            content_type: content_type.as_deref(),
            body,
        };
        let operation = service::operation(&action);
        match response::read(operation, &answer, &mut state.output) {
            Ok(known) if known > Known::Nothing || is_empty(operation, &state.output) => {
                state.output(Kind::Result)
            }
            Ok(_) => state.error(&Error::odd(Reason::Foreign)),
            Err(refusal) => state.error(&Error::answered(&action, refusal)),
        }
    })
}

/// Whether a result holds nothing, which is not to say that it is not the service's.
fn is_empty(operation: Option<&'static Operation>, result: &[u8]) -> bool {
    let answer = Answer {
        status: 200,
        content_type: None,
        body: b"{}",
    };
    let mut empty = Vec::new();
    response::read(operation, &answer, &mut empty).is_ok() && *result == *empty
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

/// Runs `body` on the input's first `length` bytes, which are zeroed afterwards.
fn with_input(length: usize, mut body: impl FnMut(&mut State, &[u8]) -> u32) -> u32 {
    STATE.lock().with_input(length, &mut body)
}
