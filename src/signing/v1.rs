//! Signature V1: HMAC-SHA1 over all parameters.
//!
//! Source: "RPC mechanism", help.aliyun.com (the numbered steps below are that page's).

use alloc::vec::Vec;

use super::encode::{percent_encode, percent_encode_twice};
use super::{Key, base64};
use core::ops::Range;

/// A signed parameter list, with what it was made from.
#[derive(Debug, Default)]
pub struct Signed {
    /// The canonical query: `name=value` pairs, encoded and sorted, without `Signature`.
    pub query: Vec<u8>,
    /// What the HMAC was taken of.
    pub string_to_sign: Vec<u8>,
    /// Base64, 28 characters.
    pub signature: [u8; 28],
    /// Where the value of `SecurityToken` stands in `query` and in `string_to_sign`.
    pub token: Option<[Range<usize>; 2]>,
}

impl Signed {
    /// Appends what is sent, as the query of a GET or the body of a form POST.
    pub fn write_to(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(&self.query);
        out.extend_from_slice(b"&Signature=");
        percent_encode(&self.signature, out);
    }
}

/// Signs parameters that are sorted by name, byte by byte, and hold everything but `Signature`.
/// `method` is the HTTP method of the request, `GET` or `POST`.
pub fn sign<'a>(
    key: &Key,
    method: &str,
    sorted: impl Iterator<Item = (&'a [u8], &'a [u8])>,
    out: &mut Signed,
) {
    let Signed {
        query,
        string_to_sign,
        signature,
        token,
    } = out;
    query.clear();
    string_to_sign.clear();
    *token = None;
    // Step 3: method, the path, which is always "/", and the canonical query, encoded once more, joined by "&".
    string_to_sign.extend_from_slice(method.as_bytes());
    string_to_sign.extend_from_slice(b"&%2F&");
    for (name, value) in sorted {
        // Step 2: encode names and values; pairs are joined by "&", which the string to sign holds encoded.
        if !query.is_empty() {
            query.push(b'&');
            string_to_sign.extend_from_slice(b"%26");
        }
        percent_encode_twice(name, query, string_to_sign);
        query.push(b'=');
        string_to_sign.extend_from_slice(b"%3D");
        let start = [query.len(), string_to_sign.len()];
        percent_encode_twice(value, query, string_to_sign);
        if name == b"SecurityToken" {
            *token = Some([start[0]..query.len(), start[1]..string_to_sign.len()]);
        }
    }
    // Step 4.
    *signature = base64::encode(&key.hmac_sha1(string_to_sign));
}
