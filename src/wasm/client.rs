//! The client's exports. Everything crosses as numbers and as bytes in two buffers of wasm memory:
//! JavaScript writes into the input buffer with `TextEncoder.encodeInto`, calls one export, and decodes the output
//! buffer. That is several times faster than generated string glue, which walks strings character by character.
//!
//! Each export returns one number: what the output is in the low three bits ([`Kind`]) and a value above them, which is
//! the length of the output unless the kind says otherwise. Inputs are values of the flat form
//! ([`crate::request::Params`]); the input is zeroed before an export returns, the output by JavaScript once decoded.

use std::cell::RefCell;

use wasm_bindgen::prelude::wasm_bindgen;
use zeroize::Zeroize;

use crate::error::{Error, Issue};
use crate::jobs::{Call, Context, Goal, Job, Outcome, Step, Wait, Why};
use crate::json;
use crate::request::{self, Endpoint, Format, Moment, Params, Signer, Style};
use crate::response::{self, Answer, Refusal};
use crate::service;
use crate::signing::{Credentials, Key};

/// What an export returned.
#[derive(Clone, Copy)]
enum Kind {
    /// The output is the result.
    Result = 0,
    /// The output is an error, as JSON.
    Error = 1,
    /// The output is a request, its parts separated by newlines.
    Send = 2,
    /// Wait so many milliseconds, or for the next answer.
    Wait = 3,
    /// The output is an event, as JSON.
    Event = 4,
    /// Wait for the next answer.
    Await = 5,
    /// The value is a handle.
    Handle = 6,
}

thread_local! {
    static STATE: RefCell<State> = const { RefCell::new(State::new()) };
}

struct State {
    input: Vec<u8>,
    output: Vec<u8>,
    random: Random,
    signers: Places<(Signer, Format)>,
    jobs: Places<Running>,
}

struct Running {
    job: Box<dyn Job>,
    signer: u32,
    style: Style,
    watched: bool,
}

/// Buffers larger than this are given back after use.
const KEPT: usize = 64 * 1024;

impl State {
    const fn new() -> Self {
        Self {
            input: Vec::new(),
            output: Vec::new(),
            random: Random::new(),
            signers: Places::new(),
            jobs: Places::new(),
        }
    }

    fn output(&mut self, kind: Kind) -> u32 {
        pack(kind, self.output.len())
    }

    fn error(&mut self, error: &Error) -> u32 {
        self.output.clear();
        error.write_json(&mut self.output);
        self.output(Kind::Error)
    }

    /// `style` is the number of a [`Style`], plus [`WATCHED`] where events are wanted.
    fn start(&mut self, job: Box<dyn Job>, signer: u32, style: u32) -> u32 {
        let running = Running {
            job,
            signer,
            style: style_of(style & !WATCHED),
            watched: style & WATCHED != 0,
        };
        pack(Kind::Handle, self.jobs.put(running))
    }

    fn step(&mut self, handle: u32, now: f64) -> u32 {
        let Some(running) = self.jobs.at(handle) else {
            return self.error(&GONE);
        };
        let Some((signer, format)) = self.signers.at(running.signer) else {
            return self.error(&GONE);
        };
        let now = millis(now);
        let random = &mut self.random;
        let step = running.job.poll(&mut Context {
            now,
            signer,
            style: running.style,
            format: *format,
            watched: running.watched,
            random: &mut || random.take(),
        });
        if random.failed {
            return self.error(&NO_RANDOM);
        }
        match step {
            Step::Send(send) => {
                let out = &mut self.output;
                for part in [
                    &json::integer(send.id.into()),
                    &send.action,
                    &json::integer(send.attempt.into()),
                    send.request.method,
                    &send.request.url,
                    send.request.body.as_deref().unwrap_or_default(),
                ] {
                    out.extend_from_slice(part.as_bytes());
                    out.push(b'\n');
                }
                write_headers(&send.request, out);
                self.output(Kind::Send)
            }
            Step::WaitUntil(until, Why::Poll) => pack(
                Kind::Wait,
                usize::try_from(until.saturating_sub(now).clamp(0, MAX_WAIT)).unwrap_or_default(),
            ),
            Step::Await => pack(Kind::Await, 0),
            Step::Event(event) => {
                self.output = event;
                self.output(Kind::Event)
            }
            Step::Done(Ok(result)) => {
                self.output = result;
                self.output(Kind::Result)
            }
            Step::Done(Err(error)) => self.error(&error),
        }
    }
}

/// Added to a style where somebody takes a job's events.
const WATCHED: u32 = 4;

/// The longest wait told at once; a longer one is asked for again.
const MAX_WAIT: i64 = 60_000;

const GONE: Error = Error::Environment("this client was closed");
const NO_RANDOM: Error =
    Error::Environment("no source of random bytes: crypto.getRandomValues is missing");
const MALFORMED: Error = Error::Environment("the input is not of the form that this module reads");

/// Room for `capacity` bytes of input; returns its address.
#[wasm_bindgen]
pub fn input(capacity: usize) -> usize {
    STATE.with_borrow_mut(|state| {
        if state.input.len() < capacity || state.input.len() > KEPT {
            state.input = vec![0; capacity.max(1024)];
        }
        state.input.as_ptr().addr()
    })
}

/// The address of the output.
#[wasm_bindgen]
pub fn output() -> usize {
    STATE.with_borrow(|state| state.output.as_ptr().addr())
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
    STATE.with_borrow_mut(|state| state.signers.free(handle));
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
            Err(Refusal::Service(refusal)) => state.error(&Error::Service { action, refusal }),
            Err(Refusal::Unreadable(unreadable)) => state.error(&Error::Unreadable(unreadable)),
        }
    })
}

/// Starts a call: action, null, then the parameters. Returns the job's handle.
#[wasm_bindgen]
pub fn call_new(signer: u32, style: u32, length: usize) -> u32 {
    with_input(length, |state, input| {
        let Some((Some(action), _, rest)) = params_head(input) else {
            return state.error(&MALFORMED);
        };
        let call = Call::new(&action, Params::from_bytes(rest.to_vec()));
        state.start(Box::new(call), signer, style)
    })
}

/// Starts a wait until the ids in the input, one to a NUL-ended text, are created or deleted. Returns the job's handle.
#[wasm_bindgen]
pub fn wait_new(signer: u32, style: u32, deleted: bool, deadline_ms: f64, length: usize) -> u32 {
    with_input(length, |state, input| {
        let goal = if deleted {
            Goal::Deleted
        } else {
            Goal::Created
        };
        let ids = request::texts(input);
        let ids: Vec<&str> = ids.iter().map(String::as_str).collect();
        match Wait::new(goal, &ids, millis(deadline_ms)) {
            Ok(wait) => state.start(Box::new(wait), signer, style),
            Err(error) => state.error(&error),
        }
    })
}

/// The job's next step.
#[wasm_bindgen]
pub fn poll(job: u32, now: f64) -> u32 {
    STATE.with_borrow_mut(|state| {
        fresh(&mut state.output);
        state.step(job, now)
    })
}

/// Hands a job the answer to one of its requests and gives its next step. The input holds the content type (or null)
/// in the first `head` bytes, then the body.
#[wasm_bindgen]
pub fn answer(job: u32, id: u32, status: u16, head: usize, length: usize, now: f64) -> u32 {
    with_input(length, |state, input| {
        let Some((content_type, _, body)) = split_head(input, head) else {
            return state.error(&MALFORMED);
        };
        let answer = Answer {
            status,
            content_type: content_type.as_deref(),
            body,
        };
        if let Some(running) = state.jobs.at(job) {
            running
                .job
                .receive(id, Outcome::Answer(answer), millis(now));
        }
        state.step(job, now)
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
        if let Some(running) = state.jobs.at(job) {
            running.job.receive(id, outcome, millis(now));
        }
        state.step(job, now)
    })
}

/// Drops a job.
#[wasm_bindgen]
pub fn job_free(job: u32) {
    STATE.with_borrow_mut(|state| state.jobs.free(job));
}

/// Runs `body` on the input's first `length` bytes, which are zeroed afterwards.
fn with_input(length: usize, body: impl FnOnce(&mut State, &[u8]) -> u32) -> u32 {
    STATE.with_borrow_mut(|state| {
        let mut input = std::mem::take(&mut state.input);
        fresh(&mut state.output);
        let result = match input.get(..length) {
            Some(bytes) => body(state, bytes),
            None => state.error(&MALFORMED),
        };
        if let Some(bytes) = input.get_mut(..length) {
            bytes.zeroize();
        }
        state.input = input;
        result
    })
}

/// Empties the output; JavaScript has zeroed it.
fn fresh(output: &mut Vec<u8>) {
    if output.capacity() > KEPT {
        *output = Vec::new();
    }
    output.clear();
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

fn write_headers(request: &request::Request, out: &mut Vec<u8>) {
    for (at, (name, value)) in request.headers.iter().enumerate() {
        if at > 0 {
            out.push(b'\n');
        }
        out.extend_from_slice(name.as_bytes());
        out.push(b'\n');
        out.extend_from_slice(value.as_bytes());
    }
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

const fn style_of(number: u32) -> Style {
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
const fn millis(number: f64) -> i64 {
    if number.is_nan() { -1 } else { number as i64 }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "usize has 32 bits in wasm, and no output comes near 2^29"
)]
const fn pack(kind: Kind, value: usize) -> u32 {
    (value as u32) << 3 | kind as u32
}

/// Things that JavaScript holds by number. A number is never given out twice, so that one held too long cannot reach a
/// newer thing, least of all somebody else's keys.
struct Places<T> {
    items: Vec<(usize, T)>,
    next: usize,
}

impl<T> Places<T> {
    const fn new() -> Self {
        Self {
            items: Vec::new(),
            next: 0,
        }
    }

    fn put(&mut self, item: T) -> usize {
        let number = self.next;
        // The number shares a word with the kind; after 2^29 of them it starts again.
        self.next = (number + 1) % (1 << 29);
        self.items.push((number, item));
        number
    }

    fn at(&mut self, handle: u32) -> Option<&mut T> {
        let number = usize::try_from(handle).ok()?;
        let found = self.items.iter_mut().find(|(other, _)| *other == number);
        found.map(|(_, item)| item)
    }

    fn free(&mut self, handle: u32) {
        let number = usize::try_from(handle).ok();
        self.items.retain(|(other, _)| Some(*other) != number);
    }
}

/// Random bytes from the host, drawn 4 KiB at a time: one draw costs more than a signature.
struct Random {
    pool: [u8; 4096],
    used: usize,
    failed: bool,
}

impl Random {
    const fn new() -> Self {
        Self {
            pool: [0; 4096],
            used: 4096,
            failed: false,
        }
    }

    /// 16 new bytes. Where the host has none to give, `failed` is set and the bytes must not be used.
    fn take(&mut self) -> [u8; 16] {
        if self.used + 16 > self.pool.len() {
            self.failed = getrandom::fill(&mut self.pool).is_err();
            self.used = 0;
        }
        let mut bytes = [0; 16];
        if let Some(next) = self.pool.get_mut(self.used..self.used + 16) {
            bytes.copy_from_slice(next);
            // Handed out once and forgotten, so that a look at memory tells no earlier nonce.
            next.fill(0);
        }
        self.used += 16;
        bytes
    }
}
