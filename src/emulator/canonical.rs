//! The canonical forms of a request, made anew from what arrived.
//!
//! This code knows nothing of how the client of this crate canonicalises: were the two to share it, a mistake in it
//! would verify itself. Source of the rules: API reference, "request syntax and signature method" (V1) and "request
//! structure and signature mechanism" (V3).

use super::digits::{filled, hexadecimal};
use alloc::string::String;
use alloc::vec::Vec;

use hmac::{Hmac, KeyInit, Mac};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Appends the text as UTF-8 in percent-encoding: only letters, digits and `-_.~` stand for themselves.
pub(super) fn encode_into(out: &mut String, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => {
                out.push('%');
                out.push_str(&hexadecimal(byte.into(), 2).to_ascii_uppercase());
            }
        }
    }
}

/// `name=value` pairs, given in the order of the raw names' bytes; each side encoded, joined with `&`.
pub(super) fn query<'a>(parameters: impl Iterator<Item = (&'a str, &'a String)>) -> String {
    let mut out = String::new();
    for (name, value) in parameters {
        if !out.is_empty() {
            out.push('&');
        }
        encode_into(&mut out, name);
        out.push('=');
        encode_into(&mut out, value);
    }
    out
}

/// V1's string-to-sign: the method as sent, the path always `/`, and the canonical query encoded once more.
pub(super) fn string_to_sign_v1(method: &str, canonical_query: &str) -> String {
    let mut out = String::with_capacity(canonical_query.len() * 3 / 2 + 16);
    out.push_str(method);
    out.push_str("&%2F&");
    encode_into(&mut out, canonical_query);
    out
}

/// V3's string-to-sign.
pub(super) fn string_to_sign_v3(canonical_request: &str) -> String {
    let digest = sha256_hex(canonical_request.as_bytes());
    filled("ACS3-HMAC-SHA256\n{}", &[&*digest])
}

/// Whether `signature` is V1's for the text: HMAC-SHA1 under the secret and an ampersand. Takes the same time wherever
/// a wrong one differs.
pub(super) fn verifies_v1(secret: &str, text: &str, signature: &[u8]) -> bool {
    let key = [secret.as_bytes(), b"&"].concat();
    verifies::<Hmac<Sha1>>(&key, text, signature)
}

/// Whether `signature` is V3's for the text: HMAC-SHA256 under the bare secret.
pub(super) fn verifies_v3(secret: &str, text: &str, signature: &[u8]) -> bool {
    verifies::<Hmac<Sha256>>(secret.as_bytes(), text, signature)
}

fn verifies<M: Mac + KeyInit>(key: &[u8], text: &str, signature: &[u8]) -> bool {
    // An HMAC takes a key of any length, so there is always one.
    <M as KeyInit>::new_from_slice(key).is_ok_and(|mut mac| {
        mac.update(text.as_bytes());
        mac.verify_slice(signature).is_ok()
    })
}

pub(super) fn sha256_hex(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        out.push_str(&hexadecimal(byte.into(), 2));
    }
    out
}

/// Bytes from lower-case hexadecimal digits; nothing where a character is none of them.
pub(super) fn bytes_of_hex(text: &str) -> Option<Vec<u8>> {
    let digit = |byte: &u8| match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        _ => None,
    };
    let (pairs, []) = text.as_bytes().as_chunks::<2>() else {
        return None;
    };
    let byte = |[high, low]: &[u8; 2]| Some(digit(high)? << 4 | digit(low)?);
    pairs.iter().map(byte).collect()
}
