//! Parameters → checked → flattened → signed: everything from "call this operation" to what a transport sends.
//!
//! The string that is signed is the string that is sent: nothing parses or encodes a URL again after signing.

mod check;
mod endpoint;
mod params;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

pub use endpoint::{Endpoint, is_region_id};
pub use params::{Params, head, optional_texts, texts};
pub(crate) use params::{Reader, Token, unescape};

use crate::error::{Error, Issue};
use crate::service;
use crate::signing::{Key, PLACEHOLDER, Timestamp, v1, v3};
use crate::text::{ascii, lossy};
use check::Pairs;

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
) -> Result<Request, Error> {
    let prepared = prepare(signer, action, params, style, moment)?;
    let origin = &prepared.endpoint.origin;
    Ok(match style {
        Style::V1Url => {
            let signed = prepared.sign_v1(signer, "GET");
            let mut url = Vec::with_capacity(origin.len() + signed.query.len() + 64);
            url.extend_from_slice(origin.as_bytes());
            url.extend_from_slice(b"/?");
            signed.write_to(&mut url);
            Request {
                method: "GET",
                url: ascii(url),
                headers: Vec::new(),
                body: None,
            }
        }
        Style::V1Form => {
            let signed = prepared.sign_v1(signer, "POST");
            let mut body = Vec::with_capacity(signed.query.len() + 64);
            signed.write_to(&mut body);
            Request {
                method: "POST",
                url: [origin, "/"].concat(),
                headers: vec![("content-type", "application/x-www-form-urlencoded".into())],
                body: Some(ascii(body)),
            }
        }
        Style::V3 => {
            let signed = prepared.sign_v3(signer, action, moment);
            let mut headers = signed.headers;
            headers.push(("accept", "application/json".into()));
            headers.push(("Authorization", signed.authorization));
            let query = ascii(signed.query);
            Request {
                method: "POST",
                url: if query.is_empty() {
                    [origin, "/"].concat()
                } else {
                    [origin, "/?", &query].concat()
                },
                headers,
                body: None,
            }
        }
    })
}

/// Every intermediate of the signature that [`build`] would make from the same inputs.
pub fn explain(
    signer: &Signer,
    action: &str,
    params: &Params,
    style: Style,
    moment: Moment<'_>,
) -> Result<Explanation, Error> {
    let prepared = prepare(signer, action, params, style, moment)?;
    Ok(if style == Style::V3 {
        let signed = prepared.sign_v3(signer, action, moment);
        Explanation {
            algorithm: v3::ALGORITHM,
            canonical_query: ascii(signed.query),
            canonical_request: Some(without(signed.canonical_request, signed.token)),
            string_to_sign: ascii(signed.string_to_sign),
            signature: signed.signature,
        }
    } else {
        let method = if style == Style::V1Url { "GET" } else { "POST" };
        let signed = prepared.sign_v1(signer, method);
        let [in_query, in_string] = match signed.token {
            Some([query, string]) => [Some(query), Some(string)],
            None => [None, None],
        };
        Explanation {
            algorithm: "HMAC-SHA1",
            canonical_query: without(signed.query, in_query),
            canonical_request: None,
            string_to_sign: without(signed.string_to_sign, in_string),
            signature: ascii(signed.signature.into()),
        }
    })
}

struct Prepared<'a> {
    pairs: Pairs,
    endpoint: Cow<'a, Endpoint>,
    timestamp: Timestamp,
}

fn prepare<'a>(
    signer: &'a Signer,
    action: &str,
    params: &Params,
    style: Style,
    moment: Moment<'_>,
) -> Result<Prepared<'a>, Error> {
    let operation = service::operation(action);
    let mut issues = option_issues(signer, action, style, moment);
    let mut pairs = match check::flatten(operation, params, &signer.region_id) {
        Ok(pairs) => pairs,
        Err(found) => {
            issues.extend(found);
            Pairs::default()
        }
    };
    let timestamp = Timestamp::from_millis(moment.now);
    if timestamp.is_err() {
        issues.push(issue("timestamp", "is not a time from 1970 to 9999"));
    }
    let (Ok(timestamp), true) = (timestamp, issues.is_empty()) else {
        return Err(Error::Parameters(issues));
    };
    let endpoint = if let Some(endpoint) = &signer.endpoint {
        Cow::Borrowed(endpoint)
    } else {
        let region = pairs.get("RegionId").map(lossy);
        let place = Endpoint::of_region(region.as_deref().unwrap_or_default());
        Cow::Owned(place.map_err(Error::Endpoint)?)
    };
    if style != Style::V3 {
        add_v1_parameters(&mut pairs, signer, action, &timestamp, moment);
    }
    Ok(Prepared {
        pairs,
        endpoint,
        timestamp,
    })
}

/// The common parameters of V1, all but `Signature`.
fn add_v1_parameters(
    pairs: &mut Pairs,
    signer: &Signer,
    action: &str,
    timestamp: &Timestamp,
    moment: Moment<'_>,
) {
    let format: &[u8] = match moment.format {
        Format::Xml => b"XML",
        Format::Json => b"JSON",
    };
    let token = signer.key.security_token();
    let common: [(&str, Option<&[u8]>); 9] = [
        ("AccessKeyId", Some(signer.key.id().as_bytes())),
        ("Action", Some(action.as_bytes())),
        ("Format", Some(format)),
        ("SecurityToken", token.map(str::as_bytes)),
        ("SignatureMethod", Some(b"HMAC-SHA1")),
        ("SignatureNonce", Some(moment.nonce.as_bytes())),
        ("SignatureVersion", Some(b"1.0")),
        ("Timestamp", Some(timestamp.as_bytes())),
        ("Version", Some(signer.version.as_bytes())),
    ];
    for (name, value) in &common {
        if let Some(value) = value {
            pairs.add(name.as_bytes(), value);
        }
    }
}

impl Prepared<'_> {
    fn sign_v1(&self, signer: &Signer, method: &str) -> v1::Signed {
        let mut signed = v1::Signed::default();
        v1::sign(&signer.key, method, self.pairs.iter(), &mut signed);
        signed
    }

    fn sign_v3(&self, signer: &Signer, action: &str, moment: Moment<'_>) -> v3::Signed {
        let head = v3::Head {
            action,
            version: &signer.version,
            host: &self.endpoint.host,
            date: self.timestamp,
            nonce: moment.nonce,
        };
        v3::sign(&signer.key, &head, self.pairs.iter())
    }
}

/// Checks what is not a parameter of the operation but is signed with it. These go into headers, so anything that
/// could end a header line is refused.
fn option_issues(signer: &Signer, action: &str, style: Style, moment: Moment<'_>) -> Vec<Issue> {
    let mut issues = Vec::new();
    if !(1..=128).contains(&action.len())
        || !action
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    {
        issues.push(issue("action", "is not the name of an operation"));
    }
    if !(1..=32).contains(&signer.version.len())
        || !signer
            .version
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b".-".contains(&byte))
    {
        issues.push(issue("version", "is not a version such as 2016-04-28"));
    }
    if !(1..=128).contains(&moment.nonce.len())
        || !moment.nonce.bytes().all(|byte| byte.is_ascii_graphic())
    {
        issues.push(issue("nonce", "must be 1 to 128 visible ASCII characters"));
    }
    if style == Style::V3 && moment.format == Format::Xml {
        issues.push(issue("format", "can be XML with signature v1 only"));
    }
    issues
}

fn issue(parameter: &str, problem: &'static str) -> Issue {
    Issue {
        parameter: parameter.into(),
        problem,
    }
}

/// Text with the token, whose place is known, replaced.
fn without(mut bytes: Vec<u8>, token: Option<Range<usize>>) -> String {
    if let Some(range) = token {
        bytes.splice(range, PLACEHOLDER.bytes());
    }
    ascii(bytes)
}
