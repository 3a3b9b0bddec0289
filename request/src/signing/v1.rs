//! Signature V1: HMAC-SHA1 over all parameters.
//!
//! Source: "RPC mechanism", help.aliyun.com (the numbered steps below are that page's).

use super::{Beginning, Key, Query, base64};

/// Begins a query for a request of this HTTP method. Encoded twice, it will be the string to sign (step 3), which begins
/// with the method and the path. The path is always "/".
pub fn begin(is_form: bool, query: &mut Query) {
    query.begin(if is_form { b"POST&%2F&" } else { b"GET&%2F&" });
}

/// Adds `Signature` to a query that holds all other parameters (step 4). Gives the signature, in Base64. The first `fixed`
/// bytes of the query encoded twice are likely to be those of the next one.
pub fn sign(key: &Key, query: &mut Query, fixed: usize, beginning: &mut Beginning) -> [u8; 28] {
    let signature = base64::encode(&key.hmac_sha1(query.twice(), fixed, beginning));
    query.pair(b"Signature", &signature);
    signature
}
