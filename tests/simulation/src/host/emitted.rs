//! What a client tells: events, checkpoints, results, errors.

use std::collections::VecDeque;

use serde_json::Value as Json;

use crate::truth::{Kind, Violation};

/// Fails where a key, a token or a recent signature is in a text.
pub fn holds_no_secret(
    text: &str,
    (id, secret, token): &(String, String, Option<String>),
    signatures: &VecDeque<String>,
) -> Result<(), Violation> {
    let keys = [Some(secret), token.as_ref()].into_iter().flatten();
    let signatures = signatures.iter().filter(|signature| !signature.is_empty());
    for secret in keys.chain(signatures) {
        if text.contains(secret.as_str()) {
            let shown: String = text.chars().take(80).collect();
            return Kind::Secret.because(format!("a secret of {id} is in {shown}"));
        }
    }
    Ok(())
}

/// The state in an event that is a checkpoint.
pub fn checkpoint_in(event: &str) -> Option<String> {
    if !event.starts_with("{\"type\":\"checkpoint\"") {
        return None;
    }
    let event: Json = serde_json::from_str(event).ok()?;
    event.get("state").and_then(Json::as_str).map(str::to_owned)
}

/// A signature without the percent-encoding that Base64 needs in a form.
pub fn decoded(signature: &str) -> String {
    let plain = signature.replace("%2B", "+").replace("%2F", "/");
    plain.replace("%3D", "=")
}
