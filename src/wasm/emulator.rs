//! The emulator for JavaScript: plain values in, plain objects out. The rest is [`crate::emulator`].

use std::cell::RefCell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeStruct};
use serde_json::{Map, Number, Value as Json};
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::{JsError, JsValue, wasm_bindgen};

use crate::emulator::{Arrival, Disposition, Emulator, Fault, FieldError, Options, Reply};

/// One emulator. Free it, or let the garbage collector, when it is no longer needed.
#[wasm_bindgen]
#[derive(Debug)]
pub struct EmulatorCore(Emulator);

#[wasm_bindgen]
impl EmulatorCore {
    /// `options` as `EmulatorOptions`, or nothing. Without a `seed` it is a constant, so that runs repeat. Throws an error
    /// that names the option that is wrong.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Self, JsError> {
        let options = Options::from_json(&plain(options)?).map_err(named)?;
        Ok(Self(Emulator::new(options).map_err(named)?))
    }

    /// One request. `headers` are names and values in turn. The answer is `{status, headers, body, disposition, ms}`, where
    /// headers are again in turn, the body is a `Uint8Array`, and the disposition is what the host has to do: `answer`;
    /// `delay` (answer after `ms`); `drop-request` or `drop-response` (never answer); `reset` (cut the connection).
    #[allow(clippy::needless_pass_by_value)] // wasm-bindgen hands over lists of strings by value.
    pub fn handle(
        &mut self,
        method: &str,
        target: &str,
        headers: Vec<String>,
        body: &[u8],
        freshness_now: Option<f64>,
    ) -> Result<JsValue, JsError> {
        let (pairs, _) = headers.as_chunks::<2>();
        let headers: Vec<_> = pairs
            .iter()
            .map(|[name, value]| (name.as_str(), value.as_str()))
            .collect();
        let reply = self.0.handle(&Arrival {
            method,
            target,
            headers: &headers,
            body,
            freshness_now: freshness_now
                .map(|ms| whole("freshnessNow", ms))
                .transpose()?,
        });
        object(&Wire(&reply))
    }

    /// Tells a real clock the time, in milliseconds since 1970. To be called before every other call.
    #[wasm_bindgen(js_name = setNow)]
    pub fn set_now(&mut self, ms: f64) -> Result<(), JsError> {
        self.0.set_now(whole("now", ms)?);
        Ok(())
    }

    /// The emulator's time, in milliseconds since 1970.
    #[allow(clippy::cast_precision_loss)] // The clock stops long before 2^53.
    pub fn now(&self) -> f64 {
        self.0.now() as f64
    }

    /// Lets time pass.
    pub fn advance(&mut self, ms: f64) -> Result<(), JsError> {
        let ms = u64::try_from(whole("ms", ms)?)
            .map_err(|_| JsError::new("ms: must not be negative"))?;
        self.0.advance(ms);
        Ok(())
    }

    /// Orders a `Fault`.
    pub fn inject(&mut self, fault: JsValue) -> Result<(), JsError> {
        let fault = Fault::from_json(&plain(fault)?).map_err(named)?;
        self.0.inject(fault).map_err(named)
    }

    /// Adds the objects of a fixture, given as an object or as JSON text (which is faster for a large one).
    pub fn load(&mut self, fixture: JsValue) -> Result<(), JsError> {
        let fixture = match fixture.as_string() {
            Some(text) => {
                serde_json::from_str(&text).map_err(|error| JsError::new(&error.to_string()))?
            }
            None => plain(fixture)?,
        };
        self.0.load(&fixture).map_err(named)
    }

    /// Everything there is, in the form of a fixture.
    pub fn state(&mut self) -> Result<JsValue, JsError> {
        object(&self.0.state())
    }

    /// Back to the beginning; only the time stays.
    pub fn reset(&mut self) {
        self.0.reset();
    }

    /// The last 10,000 requests.
    pub fn requests(&self) -> Result<JsValue, JsError> {
        object(&self.0.requests().collect::<Vec<_>>())
    }
}

#[allow(clippy::needless_pass_by_value)] // For `map_err`.
fn named(error: FieldError) -> JsError {
    JsError::new(&error.to_string())
}

/// JavaScript's numbers are floating; times are whole milliseconds.
fn whole(name: &str, ms: f64) -> Result<i64, JsError> {
    const LIMIT: f64 = 9_007_199_254_740_991.0;
    if ms.abs() <= LIMIT {
        #[allow(clippy::cast_possible_truncation)] // Within what both types hold exactly.
        return Ok(ms.floor() as i64);
    }
    Err(JsError::new(&format!(
        "{name}: must be a number of milliseconds"
    )))
}

/// Plain objects instead of `Map`s, bytes as `Uint8Array`.
fn object(value: &impl Serialize) -> Result<JsValue, JsError> {
    let serializer = Serializer::new()
        .serialize_maps_as_objects(true)
        .serialize_missing_as_null(true);
    value
        .serialize(&serializer)
        .map_err(|error| JsError::new(&error.to_string()))
}

/// What JavaScript handed over, as JSON. Throws an error that names the field.
fn plain(value: JsValue) -> Result<Json, JsError> {
    let trail = RefCell::<Vec<String>>::default();
    let reader = Plain {
        depth: 0,
        trail: &trail,
    };
    reader
        .deserialize(serde_wasm_bindgen::Deserializer::from(value))
        .map_err(|error| {
            // Its text begins as that of a JavaScript error does.
            let error = error.to_string();
            let problem = error.strip_prefix("Error: ").unwrap_or(&error).to_owned();
            let names: Vec<_> = trail.take().into_iter().rev().collect();
            named(FieldError {
                field: names.join("."),
                problem,
            })
        })
}

/// A reply as JavaScript takes it.
struct Wire<'a>(&'a Reply);

impl Serialize for Wire<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let (disposition, ms) = match self.0.disposition {
            Disposition::Answer => ("answer", 0),
            Disposition::Delay(ms) => ("delay", ms),
            Disposition::DropRequest => ("drop-request", 0),
            Disposition::DropResponse => ("drop-response", 0),
            Disposition::Reset => ("reset", 0),
        };
        let headers: Vec<_> = self
            .0
            .headers
            .iter()
            .flat_map(|(name, value)| [name, value])
            .collect();
        let mut reply = serializer.serialize_struct("Reply", 5)?;
        reply.serialize_field("status", &self.0.status)?;
        reply.serialize_field("headers", &headers)?;
        reply.serialize_field("body", &Bytes(&self.0.body))?;
        reply.serialize_field("disposition", disposition)?;
        reply.serialize_field("ms", &ms)?;
        reply.end()
    }
}

struct Bytes<'a>(&'a [u8]);

impl Serialize for Bytes<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_bytes(self.0)
    }
}

/// Reads plain data. Unlike the reader that comes with `serde_json` it ends at a certain depth, so that an object that
/// holds itself is an error and not the end of the stack; it names the field; and it does not take NaN for "left out".
struct Plain<'a> {
    depth: u8,
    /// On an error, the names on the way to it, the innermost first.
    trail: &'a RefCell<Vec<String>>,
}

const DEEPEST: u8 = 32;

impl Plain<'_> {
    fn inner<E: serde::de::Error>(&self) -> Result<Self, E> {
        if self.depth >= DEEPEST {
            return Err(E::custom("is nested too deeply"));
        }
        Ok(Self {
            depth: self.depth + 1,
            trail: self.trail,
        })
    }
}

impl<'de> DeserializeSeed<'de> for Plain<'_> {
    type Value = Json;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Plain<'_> {
    type Value = Json;

    fn expecting(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str("plain data")
    }

    fn visit_unit<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_none<E>(self) -> Result<Json, E> {
        Ok(Json::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Json, D::Error> {
        deserializer.deserialize_any(self)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<Json, E> {
        Ok(Json::Bool(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<Json, E> {
        Ok(Json::from(number))
    }

    fn visit_u64<E>(self, number: u64) -> Result<Json, E> {
        Ok(Json::from(number))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Json, E> {
        Number::from_f64(number)
            .map(Json::Number)
            .ok_or_else(|| E::custom("must be a number that is finite"))
    }

    fn visit_str<E>(self, text: &str) -> Result<Json, E> {
        Ok(Json::from(text))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self.inner()?)? {
            list.push(item);
        }
        Ok(Json::Array(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Json, A::Error> {
        let mut object = Map::new();
        while let Some(name) = entries.next_key::<String>()? {
            match entries.next_value_seed(self.inner()?) {
                Ok(value) => object.insert(name, value),
                Err(error) => {
                    self.trail.borrow_mut().push(name);
                    return Err(error);
                }
            };
        }
        Ok(Json::Object(object))
    }
}
