//! From the bytes that arrived to named, decoded parameters.

use super::digits::filled;
use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;

use super::Refusal;
use super::table::Table;

/// One request, as it came over the wire.
#[derive(Clone, Copy)]
pub struct Arrival<'a> {
    /// The method, in the case it was sent in.
    pub method: &'a str,
    /// Path and query exactly as they arrived: `/?Action=…`.
    pub target: &'a str,
    /// Names in any case. `host` has to be among them for a V3 signature, with its port if it was sent with one.
    pub headers: &'a [(&'a str, &'a str)],
    /// The body as it arrived; empty where there is none.
    pub body: &'a [u8],
    /// The time (milliseconds since 1970) by which signatures are fresh or stale; the emulator's own where it is
    /// `None`. A server on the network passes the wall clock, so that moving the emulator's time does not outdate the
    /// requests of clients that know nothing of it.
    pub freshness_now: Option<i64>,
}

/// Without what is signed: a signed request is as good as a key for fifteen minutes.
impl fmt::Debug for Arrival<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("Arrival")
            .field("method", &self.method)
            .finish_non_exhaustive()
    }
}

/// The two forms of a signed request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Style {
    /// Parameters only, HMAC-SHA1.
    V1,
    /// `Authorization` and `x-acs-*` headers, HMAC-SHA256.
    V3,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Format {
    Json,
    Xml,
}

/// An arrival, decoded. It holds whatever could be read, so that even a refusal is in the format asked for.
pub(super) struct Request<'a> {
    pub(super) arrival: &'a Arrival<'a>,
    pub(super) style: Style,
    pub(super) format: Format,
    pub(super) path: &'a str,
    /// Parameters of the query alone: V3 signs these and, of the body, only the digest.
    pub(super) query: Table<String>,
    /// Parameters of query and form body together.
    pub(super) parameters: Table<String>,
    /// What is wrong with it already.
    pub(super) fault: Option<Refusal>,
}

impl<'a> Request<'a> {
    pub(super) fn decode(arrival: &'a Arrival<'a>) -> Self {
        let (path, query) = arrival
            .target
            .split_once('?')
            .unwrap_or((arrival.target, ""));
        // A fragment is never sent; should one come, it is not part of the query.
        let query = query.split('#').next().unwrap_or_default();
        let mut request = Self {
            arrival,
            style: Style::V1,
            format: Format::Xml,
            path,
            query: Table::default(),
            parameters: Table::default(),
            fault: None,
        };
        request.decode_parameters(query);
        // Some clients send x-acs-action with V1 too, so without an Authorization it is V3 only where no V1 signature came.
        let signs_by_header = request
            .header("authorization")
            .is_some_and(|value| value.trim_start().starts_with("ACS3-"));
        let names_action = request.header("x-acs-action").is_some();
        if signs_by_header || (names_action && request.parameters.get("Signature").is_none()) {
            request.style = Style::V3;
        }
        match request.asked_format() {
            Ok(format) => request.format = format,
            Err(refusal) => {
                request.format = request.usual_format();
                request.fault = Some(refusal);
            }
        }
        request
    }

    /// The value of a header; several of one name are joined with commas, as HTTP lets any hop do.
    pub(super) fn header(&self, name: &str) -> Option<String> {
        let mut joined: Option<String> = None;
        for (_, value) in self
            .arrival
            .headers
            .iter()
            .filter(|(known, _)| known.eq_ignore_ascii_case(name))
        {
            match &mut joined {
                None => joined = Some(value.trim().to_owned()),
                Some(values) => {
                    values.push(',');
                    values.push_str(value.trim());
                }
            }
        }
        joined
    }

    /// The operation asked for, whether there is one of that name or not.
    pub(super) fn action(&self) -> Option<String> {
        match self.style {
            Style::V1 => self.parameters.get("Action").cloned(),
            Style::V3 => self.header("x-acs-action"),
        }
    }

    pub(super) fn version(&self) -> Option<String> {
        match self.style {
            Style::V1 => self.parameters.get("Version").cloned(),
            Style::V3 => self.header("x-acs-version"),
        }
    }

    /// The host for the error answer's `HostId`: what the client called us.
    pub(super) fn host(&self) -> String {
        let host = self
            .header("host")
            .filter(|host| !host.is_empty() && host.len() <= 255);
        host.unwrap_or_else(|| "vpc.aliyuncs.com".to_owned())
    }

    /// What cannot be read is passed over, and the first of it is the fault.
    fn decode_parameters(&mut self, query: &str) {
        add_all(query, &mut self.query, &mut self.fault);
        self.parameters = self.query.clone();
        let form = self.header("content-type").is_some_and(|kind| {
            let kind = kind
                .split(';')
                .next()
                .unwrap_or_default()
                .trim()
                .to_ascii_lowercase();
            kind == "application/x-www-form-urlencoded"
        });
        if form && !self.arrival.body.is_empty() {
            match core::str::from_utf8(self.arrival.body) {
                Ok(body) => add_all(body, &mut self.parameters, &mut self.fault),
                Err(_) => {
                    self.fault.get_or_insert(not_utf8("The body"));
                }
            }
        }
    }

    /// V1 names its format in a parameter, absent means XML; V3 asks by `accept`, absent means JSON. Seen in clients: any
    /// case, and V3 requests that carry the parameter too.
    fn asked_format(&self) -> Result<Format, Refusal> {
        if let Some(asked) = self.parameters.get("Format") {
            if asked.eq_ignore_ascii_case("JSON") {
                return Ok(Format::Json);
            } else if asked.eq_ignore_ascii_case("XML") {
                return Ok(Format::Xml);
            } else if !asked.is_empty() {
                return Err(Refusal::new(
                    "InvalidParameter.Format",
                    "Format is neither JSON nor XML.",
                ));
            }
        }
        Ok(self.usual_format())
    }

    /// Where no parameter says which.
    fn usual_format(&self) -> Format {
        let accepts_only_xml = || {
            let accept = self
                .header("accept")
                .unwrap_or_default()
                .to_ascii_lowercase();
            holds(&accept, "xml") && !holds(&accept, "json") && !holds(&accept, "html")
        };
        match self.style {
            Style::V1 => Format::Xml,
            Style::V3 if accepts_only_xml() => Format::Xml,
            Style::V3 => Format::Json,
        }
    }
}

/// Whether a part is in a text, byte by byte: the search of `str` is 2 KB of the module.
pub(super) fn holds(text: &str, part: &str) -> bool {
    let mut windows = text.as_bytes().windows(part.len().max(1));
    windows.any(|window| window == part.as_bytes())
}

/// Adds the parameters of a form. The form of one that is given twice is nowhere defined, and neither is what its signature
/// covers.
fn add_all(form: &str, parameters: &mut Table<String>, fault: &mut Option<Refusal>) {
    for pair in decode_form(form) {
        if let Err(refusal) = pair.and_then(|(name, value)| add(parameters, &name, value)) {
            fault.get_or_insert(refusal);
        }
    }
}

/// The same value twice does no harm (a client that repeats its query in the body); two different ones do.
fn add(parameters: &mut Table<String>, name: &str, value: String) -> Result<(), Refusal> {
    match parameters.get(name) {
        Some(known) if *known != value => Err(Refusal::new(
            "InvalidParameter",
            filled("{} is given twice, with different values.", &[name]),
        )),
        Some(_) => Ok(()),
        None => {
            parameters.insert(name, value);
            Ok(())
        }
    }
}

/// `name=value&name=value`, percent-encoded, `+` for a space (seen in clients that nevertheless sign `%20`).
fn decode_form(text: &str) -> impl Iterator<Item = Result<(String, String), Refusal>> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs.map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        Ok((decode(name)?, decode(value)?))
    })
}

fn decode(text: &str) -> Result<String, Refusal> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match first {
            b'+' => bytes.push(b' '),
            b'%' => {
                let ([high, low], after) = rest.split_first_chunk().ok_or_else(half_an_escape)?;
                let (high, low) = (hex_digit(*high)?, hex_digit(*low)?);
                bytes.push(high << 4 | low);
                rest = after;
            }
            _ => bytes.push(*first),
        }
    }
    String::from_utf8(bytes).map_err(|_| not_utf8("A parameter"))
}

fn hex_digit(byte: u8) -> Result<u8, Refusal> {
    let digit = char::from(byte)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok());
    digit.ok_or_else(half_an_escape)
}

fn half_an_escape() -> Refusal {
    Refusal::new(
        "InvalidParameter",
        "A percent sign is not followed by two hexadecimal digits.",
    )
}

fn not_utf8(what: &str) -> Refusal {
    Refusal::new("InvalidParameter", filled("{} is not UTF-8.", &[what]))
}
