//! What jobs tell those who watch.

use crate::json;
use alloc::vec::Vec;

/// A wait of so many milliseconds before the next call of an action: to keep to the `pace`, to `poll` again, or because
/// something is `busy`.
pub(super) fn wait(action: &str, delay_ms: i64, reason: &str) -> Vec<u8> {
    let mut event = Vec::new();
    let mut object = json::Object::begin(&mut event);
    object.text("type", "wait");
    object.text("action", action);
    object.integer("delayMs", delay_ms);
    object.text("reason", reason);
    object.end();
    event
}
