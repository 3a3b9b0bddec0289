//! Signature V1: HMAC-SHA1 over all parameters.
//!
//! Source: "RPC mechanism", help.aliyun.com (the numbered steps below are that page's).

use alloc::vec::Vec;

use super::{Key, base64, percent_encode};

/// Begins the string to sign. The path is always "/"; the canonical query, encoded once more, follows (step 3).
pub fn begin(method: &str, string_to_sign: &mut Vec<u8>) {
    string_to_sign.extend_from_slice(method.as_bytes());
    string_to_sign.extend_from_slice(b"&%2F&");
}

/// Appends the signature (step 4) to the string that it is of, in Base64, and to the query, as the last of its parameters.
pub fn sign(key: &Key, string_to_sign: &mut Vec<u8>, query: &mut Vec<u8>) {
    let signature = base64::encode(&key.hmac_sha1(string_to_sign, 0));
    string_to_sign.extend_from_slice(&signature);
    query.extend_from_slice(b"&Signature=");
    percent_encode(&signature, query);
}
