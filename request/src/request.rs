//! Parameters → checked → flattened → signed: everything from "call this operation" to what a transport sends.
//!
//! The string that is signed is the string that is sent: nothing parses or encodes a URL again after signing.

mod check;
mod draft;
mod endpoint;
mod frame;
mod invalid;
mod params;

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

#[doc(hidden)]
pub use draft::{Draft, Written};
pub use endpoint::{Endpoint, is_region_id};
pub use invalid::{Invalid, Issue, Problem};
pub use params::{Params, head, texts};
#[doc(hidden)]
pub use params::{Reader, Token, member, unescape};

use crate::service;
use crate::signing::{Key, PLACEHOLDER, v3};
use crate::text::{ascii, lossy, part};

/// Everything about a caller that stays the same from call to call.
#[derive(Debug)]
pub struct Signer {
    /// The AccessKey, prepared.
    pub key: Key,
    /// Fills `RegionId` where the parameters leave it out; empty if there is none.
    pub region_id: String,
    /// Where to send; without one, the region decides.
    pub endpoint: Option<Endpoint>,
    /// The version of the API; see [`service::VERSION`].
    pub version: String,
}

impl Signer {
    /// Signs for one region, at its public endpoint.
    #[must_use]
    pub fn new(key: Key, region_id: &str) -> Self {
        Self {
            key,
            region_id: region_id.into(),
            endpoint: None,
            version: service::VERSION.into(),
        }
    }

    /// The same, for another place, such as an emulator.
    #[must_use]
    pub fn at(self, endpoint: Endpoint) -> Self {
        Self {
            endpoint: Some(endpoint),
            ..self
        }
    }
}

/// The format of answers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    /// `application/json`.
    Json,
    /// `text/xml`; only operations of the table can be read from it.
    Xml,
}

impl Format {
    /// The value of the parameter `Format`.
    const fn as_bytes(self) -> &'static [u8] {
        match self {
            Self::Json => b"JSON",
            Self::Xml => b"XML",
        }
    }
}

/// How a request carries its parameters and signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// V1, everything in the URL of a GET.
    V1Url,
    /// V1, everything in the form body of a POST: no custom header, so a browser sends it without a preflight, and no
    /// key stands in a URL.
    V1Form,
    /// V3: parameters in the query of a POST, the signature in headers.
    V3,
}

/// What changes from request to request.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Milliseconds since 1970.
    pub now: i64,
    /// A value never used before; 1 to 128 visible ASCII characters.
    pub nonce: &'a str,
    /// V3 takes JSON only.
    pub format: Format,
}

/// A request, ready to send. Holds a signature, so `Debug` shows nothing of it.
pub struct Request {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// Where to send it: to be used as it is, never parsed and put together again.
    pub url: String,
    /// Headers besides `Host`, which the transport derives from the URL.
    pub headers: Vec<(&'static str, String)>,
    /// A form, if there is one.
    pub body: Option<String>,
}

impl core::fmt::Debug for Request {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str("Request(…)")
    }
}

/// The intermediates of a signature. The secret is not among them, and a SecurityToken is replaced by
/// [`PLACEHOLDER`].
#[derive(Debug)]
pub struct Explanation {
    /// `HMAC-SHA1` or `ACS3-HMAC-SHA256`.
    pub algorithm: &'static str,
    /// The parameters, sorted and percent-encoded.
    pub canonical_query: String,
    /// V3 only.
    pub canonical_request: Option<String>,
    /// What the HMAC is taken of.
    pub string_to_sign: String,
    /// The HMAC: in Base64 (V1) or in hex (V3).
    pub signature: String,
}

/// Checks, flattens and signs one call. `action` may be any RPC action; those of the table are checked by their rows.
pub fn build(
    signer: &Signer,
    action: &str,
    params: &Params,
    style: Style,
    moment: Moment<'_>,
) -> Result<Request, Invalid> {
    let draft = &mut Draft::new();
    Ok(Request::of(&lines(
        draft, signer, action, params, style, moment,
    )?))
}

/// The request that [`build`] gives, as text: method, URL, and unless that is all, the body and the values of
/// [`v3::HEADERS`], each on a line.
#[doc(hidden)]
pub fn lines(
    draft: &mut Draft,
    signer: &Signer,
    action: &str,
    params: &Params,
    style: Style,
    moment: Moment<'_>,
) -> Result<Vec<u8>, Invalid> {
    let mut lines = Vec::new();
    if style == Style::V1Url {
        lines.extend_from_slice(b"GET\n");
    }
    let result = draft.write(signer, action, params.as_bytes(), style, moment, &mut lines);
    draft.wipe();
    result.map(|_| lines)
}

impl Request {
    /// Reads what [`lines`] wrote.
    #[doc(hidden)]
    pub fn of(lines: &[u8]) -> Self {
        let mut lines = core::str::from_utf8(lines).ok();
        let mut line = || part(&mut lines, b'\n');
        let (method, url, body) = (line(), line(), line());
        let headers = v3::HEADERS
            .into_iter()
            .map_while(|name| Some((name, line()?)));
        let sent = headers.filter(|(_, value)| !value.is_empty());
        let headers = sent.map(|(name, value)| (name, value.into())).collect();
        Self {
            method: if method == Some("GET") { "GET" } else { "POST" },
            url: url.unwrap_or_default().into(),
            headers,
            body: body.filter(|body| !body.is_empty()).map(Into::into),
        }
    }
}

/// Every intermediate of the signature that [`build`] would make from the same inputs.
pub fn explain(
    signer: &Signer,
    action: &str,
    params: &Params,
    style: Style,
    moment: Moment<'_>,
) -> Result<Explanation, Invalid> {
    let (mut draft, mut text) = (Draft::new(), Vec::new());
    let written = draft.write(signer, action, params.as_bytes(), style, moment, &mut text)?;
    let canonical_query = draft.query.once().get(..written.query);
    let canonical_query = without(
        canonical_query.unwrap_or_default(),
        b"&SecurityToken=",
        b"&",
    );
    let Range { start, end } = written.string_to_sign;
    let message = draft.message.written();
    Ok(if style == Style::V3 {
        let (message, signature) = message.split_at_checked(end).unwrap_or_default();
        let (request, string_to_sign) = message.split_at_checked(start).unwrap_or_default();
        Explanation {
            algorithm: v3::ALGORITHM,
            canonical_query,
            canonical_request: Some(without(request, b"\nx-acs-security-token:", b"\n")),
            string_to_sign: lossy(string_to_sign),
            signature: lossy(signature),
        }
    } else {
        let string_to_sign = draft.query.twice().get(..end).unwrap_or_default();
        Explanation {
            algorithm: "HMAC-SHA1",
            canonical_query,
            canonical_request: None,
            string_to_sign: without(string_to_sign, b"%26SecurityToken%3D", b"%26"),
            signature: lossy(message),
        }
    })
}

/// Text with what stands between two marks, a token, replaced. The marks are none that a value can hold where it is encoded,
/// or in a line.
fn without(text: &[u8], before: &[u8], after: &[u8]) -> String {
    let mut out = text.to_vec();
    let find = |from: usize, mark: &[u8]| {
        let mut places = (from..text.len()).filter_map(|at| Some((at, text.get(at..)?)));
        places
            .find(|(_, rest)| rest.starts_with(mark))
            .map(|(at, _)| at)
    };
    if let Some(at) = find(0, before) {
        let start = at + before.len();
        let end = find(start, after).unwrap_or(text.len());
        out.splice(start..end, PLACEHOLDER.bytes());
    }
    ascii(out)
}
