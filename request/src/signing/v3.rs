//! Signature V3: ACS3-HMAC-SHA256 over a canonical request.
//!
//! Source: "V3 request structure and signature", alibabacloud.com (the numbered steps below are that page's).

use alloc::vec::Vec;
use core::ops::Range;

use super::encode::hex;
use super::hash::Hash;
use super::room::Room;
use super::{Beginning, Key, Timestamp};

/// The name of the algorithm, first line of the string to sign and first word of `Authorization`.
pub const ALGORITHM: &str = "ACS3-HMAC-SHA256";

/// SHA-256 of nothing: this API sends its parameters in the query and no body.
const EMPTY_BODY_HASH: &str = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

/// The names of the headers that are signed, sorted: `host` and every `x-acs-*` header that is sent.
const NAMES: &str =
    "host;x-acs-action;x-acs-content-sha256;x-acs-date;x-acs-signature-nonce;x-acs-version";
/// The same with temporary credentials.
const NAMES_WITH_TOKEN: &str = "host;x-acs-accesskey-id;x-acs-action;x-acs-content-sha256;x-acs-date;\
    x-acs-security-token;x-acs-signature-nonce;x-acs-version";

/// What stands before the first value that is new in every request; the date is new in every second only.
const NONCE: &str = "\nx-acs-signature-nonce:";

/// Every header that a request may have, of either signature, in the order in which their values are written.
pub const HEADERS: [&str; 10] = [
    "content-type",
    "x-acs-accesskey-id",
    "x-acs-action",
    "x-acs-content-sha256",
    "x-acs-date",
    "x-acs-security-token",
    "x-acs-signature-nonce",
    "x-acs-version",
    "accept",
    "Authorization",
];

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

/// Signs a POST without a body. Leaves what is signed in `message`, and appends to `out` the values of [`HEADERS`], each on a
/// line; those that are not sent are empty. `host` is not among them: the transport sets it.
///
/// Gives the place of the string to sign in the message. The canonical request stands before it, and after it the
/// signature: 64 hex digits.
pub fn sign(
    key: &Key,
    head: &Head<'_>,
    query: &[u8],
    message: &mut Room,
    beginning: &mut Beginning,
    out: &mut Vec<u8>,
) -> Range<usize> {
    let token = key.security_token();
    let with_token = |value| if token.is_some() { value } else { "" };
    // The date is digits and ASCII marks, so the fallback is never taken.
    let date = core::str::from_utf8(head.date.as_bytes()).unwrap_or_default();
    let names = if token.is_some() {
        NAMES_WITH_TOKEN
    } else {
        NAMES
    };
    // Step 1: the canonical request.
    message.wipe();
    message.write(b"POST\n/\n");
    message.write(query);
    message.write(b"\nhost:");
    message.write(head.host.as_bytes());
    // There is no body, and so no type of it.
    out.push(b'\n');
    let mut fixed = 0;
    for &(before, value) in &[
        ("\nx-acs-accesskey-id:", with_token(key.id())),
        ("\nx-acs-action:", head.action),
        ("\nx-acs-content-sha256:", EMPTY_BODY_HASH),
        ("\nx-acs-date:", date),
        ("\nx-acs-security-token:", token.unwrap_or_default()),
        (NONCE, head.nonce),
        ("\nx-acs-version:", head.version),
    ] {
        if !value.is_empty() {
            message.write(before.as_bytes());
            if before == NONCE {
                fixed = message.end;
            }
            message.write(value.as_bytes());
        }
        out.extend_from_slice(value.as_bytes());
        out.push(b'\n');
    }
    message.write(b"\n\n");
    message.write(names.as_bytes());
    message.write(b"\n");
    message.write(EMPTY_BODY_HASH.as_bytes());
    // Step 2: the string to sign.
    let mut digits = [0; 64];
    let hash = Hash::Sha256.of_kept(message.written(), fixed, beginning);
    hex(&hash, &mut digits);
    let start = message.end;
    message.write(ALGORITHM.as_bytes());
    message.write(b"\n");
    message.write(&digits);
    // Steps 3 and 4: the signature and the header that carries it.
    let end = message.end;
    let string_to_sign = message.written().get(start..).unwrap_or_default();
    hex(&key.hmac_sha256(string_to_sign), &mut digits);
    message.write(&digits);
    write(
        out,
        &[
            "application/json\n",
            ALGORITHM,
            " Credential=",
            key.id(),
            ",SignedHeaders=",
            names,
            ",Signature=",
        ],
    );
    out.extend_from_slice(&digits);
    start..end
}

fn write(out: &mut Vec<u8>, pieces: &[&str]) {
    for piece in pieces {
        out.extend_from_slice(piece.as_bytes());
    }
}
