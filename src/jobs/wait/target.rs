//! One thing that is waited for.

use super::{Goal, Kind};
use crate::json;
use alloc::string::String;
use alloc::vec::Vec;

/// How an absent object is spoken of in events.
pub(super) const GONE: &str = "gone";

#[derive(Debug)]
pub(super) struct Target {
    pub(super) id: String,
    pub(super) kind: Kind,
    /// A rule, whose state stands in its filter.
    pub(super) is_rule: bool,
    /// What the List is asked for: the object itself, or the filter that a rule belongs to.
    pub(super) listed_id: String,
    pub(super) state: Option<String>,
    pub(super) absences: u8,
    pub(super) reached: bool,
}

impl Target {
    /// Takes what a full List showed. Gives an event where the state changed.
    pub(super) fn observe(&mut self, goal: Goal, state: Option<String>) -> Option<Vec<u8>> {
        let was_present = self.state.is_some();
        match state {
            Some(_) => self.absences = 0,
            None => self.absences = self.absences.saturating_add(1),
        }
        self.reached = match goal {
            Goal::Created => state.as_deref() == Some("Created"),
            Goal::Deleted => state.is_none() && (was_present || self.absences >= 2),
        };
        if state == self.state && !(self.reached && state.is_none()) {
            return None;
        }
        if state.is_none() && !self.reached {
            // Absent for now: not created yet, or not surely gone.
            return None;
        }
        let mut event = Vec::new();
        let mut object = json::Object::begin(&mut event);
        object.text("type", "state");
        object.text("action", self.kind.action());
        object.text("id", &self.id);
        if let Some(from) = &self.state {
            object.text("from", from);
        }
        object.text("to", state.as_deref().unwrap_or(GONE));
        object.end();
        self.state = state;
        Some(event)
    }
}
