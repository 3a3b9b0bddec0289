//! Signature V1: HMAC-SHA1 over all parameters.
//!
//! Source: "RPC mechanism", help.aliyun.com (the numbered steps below are that page's).

use alloc::vec::Vec;

use super::{Key, Query, base64};

/// Signs a request of this HTTP method whose parameters `query` holds, all but `Signature`, which is added. Leaves the
/// string to sign and the signature, in Base64, in `message`. Gives the length of the string to sign.
pub fn sign(key: &Key, method: &str, query: &mut Query, message: &mut Vec<u8>) -> usize {
    // Step 3: method, the path, which is always "/", and the canonical query, encoded once more.
    message.clear();
    message.extend_from_slice(method.as_bytes());
    message.extend_from_slice(b"&%2F&");
    message.extend_from_slice(query.twice());
    let end = message.len();
    // Step 4.
    let signature = base64::encode(&key.hmac_sha1(message, 0));
    message.extend_from_slice(&signature);
    query.pair(b"Signature", &signature);
    end
}
