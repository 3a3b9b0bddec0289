//! The client's exports. Everything crosses as numbers and as bytes in two buffers of wasm memory:
//! JavaScript writes into the input buffer with `TextEncoder.encodeInto`, calls one export, and decodes the output
//! buffer. That is several times faster than generated string glue, which walks strings character by character.
//!
//! Each export returns one number: what the output is in the low three bits ([`Kind`]) and a value above them, which is
//! the length of the output unless the kind says otherwise. Inputs are values of the flat form
//! ([`crate::request::Params`]); the input is zeroed before an export returns, the output by JavaScript once decoded.

mod jobs;
mod places;
mod random;
mod state;

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use spin::Mutex;
use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroize;

pub use jobs::{answer, job_abort, job_free, job_new, no_answer, poll};

use crate::error::{Error, Issue};
use crate::jobs::{Link, Policy};
use crate::json;
use crate::request::{self, Endpoint, Format, Moment, Params, Signer, Style};
use crate::response::{self, Answer};
use crate::service::{self, Rate};
use crate::signing::{Credentials, Key};
use state::{
    GONE, KEPT, Kind, Linked, MALFORMED, NO_RANDOM, State, millis, pack, style_of, write_headers,
};

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

/// Prepares a signer from `{accessKeyId, accessKeySecret, securityToken?, regionId?, endpoint?, version?, format?}`.
/// Returns its handle.
#[wasm_bindgen]
pub fn signer_new(length: usize) -> u32 {
    with_input(length, |state, input| {
        match signer_from(&Params::from_bytes(input.to_vec())) {
            Ok(signer) => pack(Kind::Handle, state.signers.put(signer)),
            Err(error) => state.error(&error),
        }
    })
}

/// Drops a signer, which wipes its keys.
#[wasm_bindgen]
pub fn signer_free(handle: u32) {
    STATE.lock().signers.free(handle);
}

/// Signs one request: action, nonce (null to draw one), then the parameters. The result is the URL for
/// [`Style::V1Url`], else method, URL, body and headers on lines of their own; with `explain`, the intermediates as
/// JSON.
#[wasm_bindgen]
pub fn sign(handle: u32, style: u32, explain: bool, length: usize, now: f64) -> u32 {
    with_input(length, |state, input| {
        let Some((Some(action), nonce, rest)) = params_head(input) else {
            return state.error(&MALFORMED);
        };
        let nonce = nonce.unwrap_or_else(|| crate::jobs::hex(state.random.take()));
        if state.random.failed {
            return state.error(&NO_RANDOM);
        }
        let Some((signer, format)) = state.signers.at(handle) else {
            return state.error(&GONE);
        };
        let moment = Moment {
            now: millis(now),
            nonce: &nonce,
            format: *format,
        };
        let params = Params::from_bytes(rest.to_vec());
        let style = style_of(style);
        let out = &mut state.output;
        let result = if explain {
            request::explain(signer, &action, &params, style, moment)
                .map(|explanation| write_explanation(&explanation, out))
        } else {
            request::build(signer, &action, &params, style, moment).map(|request| {
                if style == Style::V1Url {
                    out.extend_from_slice(request.url.as_bytes());
                } else {
                    for part in [
                        request.method,
                        &request.url,
                        request.body.as_deref().unwrap_or_default(),
                    ] {
                        out.extend_from_slice(part.as_bytes());
                        out.push(b'\n');
                    }
                    write_headers(&request, out);
                }
            })
        };
        match result {
            Ok(()) => state.output(Kind::Result),
            Err(error) => state.error(&error),
        }
    })
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
            Err(refusal) => state.error(&Error::answered(&action, refusal)),
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

/// Runs `body` on the input's first `length` bytes, which are zeroed afterwards.
fn with_input(length: usize, mut body: impl FnMut(&mut State, &[u8]) -> u32) -> u32 {
    STATE.lock().with_input(length, &mut body)
}

fn signer_from(options: &Params) -> Result<(Signer, Format), Error> {
    let text = |name| options.get_text(name);
    let (id, secret, token) = (
        text("accessKeyId").unwrap_or_default(),
        text("accessKeySecret").unwrap_or_default(),
        text("securityToken"),
    );
    let key = Key::new(Credentials {
        access_key_id: &id,
        access_key_secret: &secret,
        security_token: token.as_deref(),
    });
    let mut wipe = [id, secret, token.unwrap_or_default()];
    wipe.zeroize();
    let region_id = text("regionId").unwrap_or_default();
    if !region_id.is_empty() || options.has("regionId") {
        // Checked even where an endpoint is given: a bad id is a bug of the caller's either way.
        Endpoint::of_region(&region_id).map_err(Error::Endpoint)?;
    }
    let endpoint = match text("endpoint") {
        Some(endpoint) => Some(Endpoint::parse(&endpoint).map_err(Error::Endpoint)?),
        None if options.has("endpoint") => {
            return Err(Error::Endpoint("endpoint must be a string"));
        }
        None => None,
    };
    let format = match text("format").as_deref() {
        Some("XML") => Format::Xml,
        Some("JSON") => Format::Json,
        None if !options.has("format") => Format::Json,
        _ => {
            return Err(Error::Parameters(vec![Issue {
                parameter: "format".into(),
                problem: "must be \"JSON\" or \"XML\"",
            }]));
        }
    };
    let version = match text("version") {
        // What is no string is no version either; the empty one is refused when signing.
        None if options.has("version") => String::new(),
        version => version.unwrap_or_else(|| service::VERSION.into()),
    };
    let signer = Signer {
        key: key.map_err(Error::Credentials)?,
        region_id,
        endpoint,
        version,
    };
    Ok((signer, format))
}

fn write_explanation(explanation: &request::Explanation, out: &mut Vec<u8>) {
    let mut object = json::Object::begin(out);
    object.text("algorithm", explanation.algorithm);
    object.text("canonicalQuery", &explanation.canonical_query);
    if let Some(request) = &explanation.canonical_request {
        object.text("canonicalRequest", request);
    }
    object.text("stringToSign", &explanation.string_to_sign);
    object.text("signature", &explanation.signature);
    object.end();
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
