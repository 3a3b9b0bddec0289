//! What jobs tell those who watch.

use super::Step;
use crate::json::Object;
use crate::queue::Queue;
use alloc::vec::Vec;

/// Events that the host was not told yet.
#[derive(Debug)]
pub(super) struct Events {
    queue: Queue<Vec<u8>>,
}

/// Room for most events, so that they do not grow while they are written.
const ROOM: usize = 192;

impl Events {
    pub(super) const fn new() -> Self {
        Self {
            queue: Queue::new(),
        }
    }

    /// The first of them, which the host is told now.
    #[inline(never)]
    pub(super) fn next(&mut self) -> Option<Step> {
        self.queue.pop_front().map(Step::Event)
    }

    /// Begins an event, with room for so many bytes besides the usual.
    #[inline(never)]
    pub(super) fn begin(&mut self, kind: &str, room: usize) -> Object<'_> {
        let event = self.queue.begin(Vec::with_capacity(room + ROOM));
        let mut object = Object::begin(event);
        object.text("type", kind);
        object
    }

    /// Begins an event about an action.
    #[inline(never)]
    pub(super) fn about(&mut self, kind: &str, action: &str) -> Object<'_> {
        let mut object = self.begin(kind, 0);
        object.text("action", action);
        object
    }

    /// Tells of a wait of so many milliseconds before the next call of an action: to keep to the `pace`, to `poll` again,
    /// or because something is `busy`.
    #[inline(never)]
    pub(super) fn wait(&mut self, action: &str, delay_ms: i64, reason: &str) {
        let mut object = self.about("wait", action);
        object.integer("delayMs", delay_ms);
        object.text("reason", reason);
        object.end();
    }
}
