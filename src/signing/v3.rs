//! Signature V3: ACS3-HMAC-SHA256 over a canonical request.
//!
//! Source: "V3 request structure and signature", alibabacloud.com (the numbered steps below are that page's).

use alloc::string::String;
use alloc::vec::Vec;
use core::ops::Range;

use sha2::{Digest, Sha256};

use super::encode::encode_pairs;
use super::{Key, Timestamp};
use crate::text::hex;

/// The name of the algorithm, first line of the string to sign and first word of `Authorization`.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// SHA-256 of nothing: this API sends its parameters in the query and no body.
const EMPTY_BODY_HASH: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// What is signed besides the parameters.
#[derive(Debug, Clone, Copy)]
pub struct Head<'a> {
    /// The operation, sent as `x-acs-action`.
    pub action: &'a str,
    /// The version of the API, sent as `x-acs-version`.
    pub version: &'a str,
    /// As the `Host` header will be sent, with any port.
    pub host: &'a str,
    /// The time, sent as `x-acs-date`.
    pub date: Timestamp,
    /// A value never used before, sent as `x-acs-signature-nonce`.
    pub nonce: &'a str,
}

/// A signed request, with what it was made from.
#[derive(Debug, Default)]
pub struct Signed {
    /// The canonical query, which is also the one sent.
    pub query: Vec<u8>,
    /// The canonical request, whose hash is signed.
    pub canonical_request: Vec<u8>,
    /// What the HMAC was taken of.
    pub string_to_sign: Vec<u8>,
    /// Lower-case hex, 64 characters.
    pub signature: String,
    /// The header `Authorization`.
    pub authorization: String,
    /// Headers to send, `host` aside, which the transport sets. `Authorization` is not among them.
    pub headers: Vec<(&'static str, String)>,
    /// Where the value of `x-acs-security-token` stands in `canonical_request`.
    pub token: Option<Range<usize>>,
}

/// Signs a POST without a body. `sorted` are the business parameters, sorted by name, byte by byte.
#[must_use]
pub fn sign<'a>(
    key: &Key,
    head: &Head<'_>,
    sorted: impl Iterator<Item = (&'a [u8], &'a [u8])> + Clone,
) -> Signed {
    let mut out = Signed::default();
    // Step 1: the canonical request.
    (out.query, _) = encode_pairs(sorted, b"");
    let request = &mut out.canonical_request;
    request.reserve(out.query.len() + 512);
    request.extend_from_slice(b"POST\n/\n");
    request.extend_from_slice(&out.query);
    request.push(b'\n');
    let mut names = String::new();
    for (name, value) in headers(key, head) {
        if !names.is_empty() {
            names.push(';');
        }
        names.push_str(name);
        request.extend_from_slice(name.as_bytes());
        request.push(b':');
        let start = request.len();
        request.extend_from_slice(value.as_bytes());
        if name == "x-acs-security-token" {
            out.token = Some(start..request.len());
        }
        request.push(b'\n');
        if name != "host" {
            out.headers.push((name, value.into()));
        }
    }
    for part in ["\n", names.as_str(), "\n", EMPTY_BODY_HASH] {
        request.extend_from_slice(part.as_bytes());
    }
    // Step 2: the string to sign.
    out.string_to_sign.extend_from_slice(ALGORITHM.as_bytes());
    out.string_to_sign.push(b'\n');
    let hash = hex(&Sha256::digest(&out.canonical_request));
    out.string_to_sign.extend_from_slice(hash.as_bytes());
    // Steps 3 and 4: the signature and the header that carries it.
    out.signature = hex(&key.hmac_sha256(&out.string_to_sign));
    out.authorization = [
        ALGORITHM,
        " Credential=",
        key.id(),
        ",SignedHeaders=",
        &names,
        ",Signature=",
        &out.signature,
    ]
    .concat();
    out
}

/// The headers that are signed, sorted by name: `host` and every `x-acs-*` header that is sent.
fn headers<'a>(key: &'a Key, head: &'a Head<'a>) -> impl Iterator<Item = (&'static str, &'a str)> {
    let token = key.security_token();
    // The date is digits and ASCII marks, so the fallback is never taken.
    let date = core::str::from_utf8(head.date.as_bytes()).unwrap_or_default();
    [
        Some(("host", head.host)),
        token.map(|_| ("x-acs-accesskey-id", key.id())),
        Some(("x-acs-action", head.action)),
        Some(("x-acs-content-sha256", EMPTY_BODY_HASH)),
        Some(("x-acs-date", date)),
        token.map(|token| ("x-acs-security-token", token)),
        Some(("x-acs-signature-nonce", head.nonce)),
        Some(("x-acs-version", head.version)),
    ]
    .into_iter()
    .flatten()
}
