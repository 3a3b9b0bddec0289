//! Signature V1: HMAC-SHA1 over all parameters.
//!
//! Source: "RPC mechanism", help.aliyun.com (the numbered steps below are that page's).

use alloc::vec::Vec;

use super::encode::{Writer, encode_pairs, encoded_len, percent_encode};
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
    sorted: impl Iterator<Item = (&'a [u8], &'a [u8])> + Clone,
    out: &mut Signed,
) {
    let Signed {
        query,
        string_to_sign,
        signature,
        token,
    } = out;
    // Step 2: encode names and values, and join them.
    let (encoded, in_query) = encode_pairs(sorted, b"SecurityToken");
    *query = encoded;
    // Step 3: method, the path, which is always "/", and the canonical query, encoded once more, joined by "&".
    let path = b"&%2F&";
    let mut writer = Writer::with_room(method.len() + path.len() + 3 * query.len());
    writer.write(method.as_bytes());
    writer.write(path);
    let start = writer.at;
    writer.encode(query);
    *string_to_sign = writer.finish();
    *token = in_query.map(|place| {
        let within = |end| start + encoded_len(query.get(..end).unwrap_or_default());
        let in_string = within(place.start)..within(place.end);
        [place, in_string]
    });
    // Step 4.
    *signature = base64::encode(&key.hmac_sha1(string_to_sign));
}
