//! The emulator's exports. What has a form crosses as JSON text, in two buffers of wasm memory: JavaScript writes into the
//! input and calls one method, and the output is the answer. The rest is [`crate::emulator`].
//!
//! What can fail returns whether it has; the output is then the text of an error.

use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::mem::take;

use serde_json::{Map, Value as Json};
use spin::Mutex;
use wasm_bindgen::prelude::wasm_bindgen;

use crate::emulator::{
    Arrival, Disposition, Emulator, Fault, FieldError, Logged, Options, Reply, json,
};

static BUFFERS: Mutex<Buffers> = Mutex::new(Buffers {
    input: Vec::new(),
    output: Vec::new(),
});

struct Buffers {
    input: Vec<u8>,
    output: Vec<u8>,
}

/// One emulator. Free it, or let the garbage collector, when it is no longer needed.
#[wasm_bindgen]
#[derive(Debug)]
pub struct EmulatorCore(Emulator);

#[wasm_bindgen]
impl EmulatorCore {
    /// Room for `capacity` bytes of input; returns its address. The next call that has an input takes it away.
    pub fn input(capacity: usize) -> usize {
        let input = &mut BUFFERS.lock().input;
        *input = vec![0; capacity];
        input.as_ptr().addr()
    }

    /// The address of the output.
    pub fn output() -> usize {
        BUFFERS.lock().output.as_ptr().addr()
    }

    /// The length of the output.
    pub fn length() -> usize {
        BUFFERS.lock().output.len()
    }

    /// Makes an emulator. The input is `EmulatorOptions`, or null; without a `seed` it is a constant, so that runs repeat.
    /// None where an option is wrong: the output says which.
    pub fn create(length: usize) -> Option<Self> {
        let made = json_of(length)
            .and_then(|options| Options::from_json(&options))
            .and_then(Emulator::new);
        match made {
            Ok(emulator) => Some(Self(emulator)),
            Err(error) => {
                finish(Err(error));
                None
            }
        }
    }

    /// One request. The input is method, target, names and values of headers in turn, and the body, each with its length
    /// before it (32 bits, little-endian). The output is `{status, headers, disposition, ms}`, where headers are again in
    /// turn, a NUL, and the body. The disposition is what the host has to do: `answer`; `delay` (answer after `ms`);
    /// `drop-request` or `drop-response` (never answer); `reset` (cut the connection).
    pub fn handle(&mut self, length: usize, freshness_now: Option<f64>) -> bool {
        let input = input_of(length);
        let mut parts = parts(&input);
        let body = parts.pop().unwrap_or_default();
        let texts: Vec<_> = parts.into_iter().map(text).collect();
        let (head, headers) = texts.split_at_checked(2).unwrap_or_default();
        let (headers, _) = headers.as_chunks::<2>();
        let headers: Vec<_> = headers
            .iter()
            .map(|[name, value]| (*name, *value))
            .collect();
        finish(
            freshness_now
                .map(|ms| whole("freshnessNow", ms))
                .transpose()
                .map(|freshness_now| {
                    write_reply(self.0.handle(&Arrival {
                        method: head.first().copied().unwrap_or_default(),
                        target: head.last().copied().unwrap_or_default(),
                        headers: &headers,
                        body,
                        freshness_now,
                    }))
                }),
        )
    }

    /// Tells a real clock the time, in milliseconds since 1970. To be called before every other call.
    #[wasm_bindgen(js_name = setNow)]
    pub fn set_now(&mut self, ms: f64) -> bool {
        done(whole("now", ms).map(|ms| self.0.set_now(ms)))
    }

    /// The emulator's time, in milliseconds since 1970.
    #[allow(clippy::cast_precision_loss)] // The clock stops long before 2^53.
    pub fn now(&self) -> f64 {
        self.0.now() as f64
    }

    /// Lets time pass.
    pub fn advance(&mut self, ms: f64) -> bool {
        let ms = whole("ms", ms)
            .and_then(|ms| u64::try_from(ms).map_err(|_| wrong("ms", "must not be negative")));
        done(ms.map(|ms| self.0.advance(ms)))
    }

    /// Orders a `Fault`.
    pub fn inject(&mut self, length: usize) -> bool {
        let fault = json_of(length).and_then(|fault| Fault::from_json(&fault));
        done(fault.and_then(|fault| self.0.inject(fault)))
    }

    /// Adds the objects of a fixture.
    pub fn load(&mut self, length: usize) -> bool {
        done(json_of(length).and_then(|fixture| self.0.load(&fixture)))
    }

    /// Everything there is, in the form of a fixture.
    pub fn state(&mut self) -> bool {
        finish(Ok(written(&self.0.state())))
    }

    /// Back to the beginning; only the time stays.
    pub fn reset(&mut self) {
        self.0.reset();
    }

    /// The last 10,000 requests.
    pub fn requests(&self) -> bool {
        finish(Ok(written(&self.0.requests().map(logged).collect())))
    }
}

fn input_of(length: usize) -> Vec<u8> {
    let mut input = take(&mut BUFFERS.lock().input);
    input.truncate(length);
    input
}

fn json_of(length: usize) -> Result<Json, FieldError> {
    json::read(text(&input_of(length)))
}

/// What stands behind each of the lengths.
fn parts(mut input: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    while let Some((length, rest)) = input.split_first_chunk() {
        let length = usize::try_from(u32::from_le_bytes(*length)).unwrap_or(usize::MAX);
        let Some((part, rest)) = rest.split_at_checked(length) else {
            break;
        };
        parts.push(part);
        input = rest;
    }
    parts
}

/// JavaScript wrote UTF-8.
fn text(bytes: &[u8]) -> &str {
    core::str::from_utf8(bytes).unwrap_or_default()
}

fn done(result: Result<(), FieldError>) -> bool {
    finish(result.map(|()| Vec::new()))
}

/// Puts down the output; whether it is an error.
fn finish(result: Result<Vec<u8>, FieldError>) -> bool {
    let failed = result.is_err();
    let output = result.unwrap_or_else(|error| error.text().into_bytes());
    BUFFERS.lock().output = output;
    failed
}

fn written(value: &Json) -> Vec<u8> {
    let mut out = String::new();
    json::write(&mut out, value);
    out.into_bytes()
}

fn object<const N: usize>(fields: [(&str, Json); N]) -> Json {
    let mut object = Map::new();
    for (name, value) in fields {
        if !value.is_null() {
            object.insert(String::from(name), value);
        }
    }
    Json::Object(object)
}

fn logged(request: &Logged) -> Json {
    let mut params = Map::new();
    for (name, value) in &request.params {
        params.insert(name.clone(), Json::from(value.as_str()));
    }
    object([
        ("at", Json::from(request.at)),
        ("action", Json::from(request.action.as_str())),
        ("params", Json::Object(params)),
        ("status", Json::from(request.status)),
        ("code", Json::from(request.code.as_deref())),
    ])
}

fn wrong(field: &str, problem: &str) -> FieldError {
    FieldError {
        field: String::from(field),
        problem: String::from(problem),
    }
}

/// JavaScript's numbers are floating; times are whole milliseconds.
fn whole(name: &str, ms: f64) -> Result<i64, FieldError> {
    const LIMIT: f64 = 9_007_199_254_740_991.0;
    if ms.abs() <= LIMIT {
        #[allow(clippy::cast_possible_truncation, clippy::cast_precision_loss)]
        // Within what both types hold exactly.
        let (cut, back) = (ms as i64, (ms as i64) as f64);
        return Ok(if back > ms { cut - 1 } else { cut });
    }
    Err(wrong(name, "must be a number of milliseconds"))
}

fn write_reply(reply: Reply) -> Vec<u8> {
    let (disposition, ms) = match reply.disposition {
        Disposition::Answer => ("answer", 0),
        Disposition::Delay(ms) => ("delay", ms),
        Disposition::DropRequest => ("drop-request", 0),
        Disposition::DropResponse => ("drop-response", 0),
        Disposition::Reset => ("reset", 0),
    };
    let mut headers = Vec::new();
    for (name, value) in reply.headers {
        headers.extend([Json::String(name), Json::String(value)]);
    }
    let mut out = written(&object([
        ("status", Json::from(reply.status)),
        ("headers", Json::Array(headers)),
        ("disposition", Json::from(disposition)),
        ("ms", Json::from(ms)),
    ]));
    out.push(0);
    out.extend(reply.body);
    out
}
