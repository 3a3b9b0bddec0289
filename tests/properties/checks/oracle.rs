//! Both signatures once more, written from the vendor's published rules and sharing no code with the product: pairs in
//! a map, the `percent-encoding` crate, texts put together with `format!`.

use std::collections::BTreeMap;
use std::fmt::Write;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, percent_encode};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Decoded names and values. A name that is there twice is a finding.
pub type Pairs = BTreeMap<Vec<u8>, Vec<u8>>;

pub fn encode(bytes: &[u8]) -> String {
    percent_encode(bytes, RESERVED).to_string()
}

/// `name=value&name=value`, sorted by the bytes of the decoded names.
pub fn canonical_query(pairs: &Pairs) -> String {
    let pairs = pairs
        .iter()
        .map(|(name, value)| format!("{}={}", encode(name), encode(value)));
    pairs.collect::<Vec<_>>().join("&")
}

/// The pairs of a query or form, whose escapes are decoded.
pub fn decode_query(query: &str) -> Pairs {
    let mut pairs = Pairs::new();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').expect("every pair has a value");
        let before = pairs.insert(decode(name), decode(value));
        assert_eq!(before, None, "{name} is there twice");
    }
    pairs
}

fn decode(text: &str) -> Vec<u8> {
    percent_decode_str(text).collect()
}

/// Base64 of HMAC-SHA1 under `secret&` over `METHOD&%2F&` and the query encoded once more.
pub fn v1_signature(secret: &str, method: &str, pairs: &Pairs) -> String {
    let query = canonical_query(pairs);
    let text = format!("{method}&{}&{}", encode(b"/"), encode(query.as_bytes()));
    let mut mac = Hmac::<Sha1>::new_from_slice(format!("{secret}&").as_bytes()).expect("any key");
    mac.update(text.as_bytes());
    STANDARD.encode(mac.finalize().into_bytes())
}

/// Hex of HMAC-SHA256 under `secret` over the digest of the canonical request of a POST without a body.
pub fn v3_signature(secret: &str, pairs: &Pairs, signed_headers: &[(String, String)]) -> String {
    let names: Vec<_> = signed_headers
        .iter()
        .map(|(name, _)| name.as_str())
        .collect();
    let lines: String = signed_headers
        .iter()
        .fold(String::new(), |lines, (name, value)| {
            format!("{lines}{name}:{}\n", value.trim())
        });
    let request = format!(
        "POST\n/\n{}\n{lines}\n{}\n{}",
        canonical_query(pairs),
        names.join(";"),
        sha256_hex(b"")
    );
    let text = format!("ACS3-HMAC-SHA256\n{}", sha256_hex(request.as_bytes()));
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key");
    mac.update(text.as_bytes());
    hex(&mac.finalize().into_bytes())
}

pub fn sha256_hex(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}
