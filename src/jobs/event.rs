//! What jobs tell those who watch.

use crate::json::Object;
use alloc::vec::Vec;

/// Room for most events, so that they do not grow while they are written.
const ROOM: usize = 192;

/// Begins an event about an action.
pub(super) fn begin<'a>(event: &'a mut Vec<u8>, kind: &str, action: &str) -> Object<'a> {
    event.reserve(ROOM);
    let mut object = Object::begin(event);
    object.text("type", kind);
    object.text("action", action);
    object
}

/// A wait of so many milliseconds before the next call of an action: to keep to the `pace`, to `poll` again, or because
/// something is `busy`.
pub(super) fn wait(action: &str, delay_ms: i64, reason: &str) -> Vec<u8> {
    let mut event = Vec::new();
    let mut object = begin(&mut event, "wait", action);
    object.integer("delayMs", delay_ms);
    object.text("reason", reason);
    object.end();
    event
}
