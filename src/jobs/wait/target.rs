//! One thing that is waited for.

use super::{Goal, Kind};
use crate::jobs::event;
use alloc::string::String;
use alloc::vec::Vec;

/// How an absent object is spoken of in events.
const GONE: &str = "gone";

#[derive(Debug)]
pub(super) struct Target {
    pub(super) id: String,
    pub(super) kind: Kind,
    /// How much of the id the List is asked for: all of it, or the filter that a rule belongs to.
    pub(super) listed: usize,
    pub(super) turn: Turn,
    /// The state that the look under way has shown.
    pub(super) shown: Option<String>,
    /// As it was last told.
    pub(super) state: Option<String>,
    pub(super) absences: u8,
    pub(super) reached: bool,
}

/// When a target is looked up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Turn {
    Later,
    Now,
    /// Not in this round.
    Over,
}

impl Target {
    /// What the List is asked for.
    pub(super) fn listed_id(&self) -> &str {
        self.id.get(..self.listed).unwrap_or_default()
    }

    /// Whether it is a rule within the filter that is listed; its state stands there.
    pub(super) fn is_rule(&self) -> bool {
        self.listed < self.id.len()
    }

    /// The state as events tell it.
    pub(super) fn state(&self) -> &str {
        self.state.as_deref().unwrap_or(GONE)
    }

    /// Takes what a full List showed. Gives an event where the state changed.
    pub(super) fn observe(&mut self, goal: Goal) -> Option<Vec<u8>> {
        let state = self.shown.take();
        let was_present = self.state.is_some();
        match state {
            Some(_) => self.absences = 0,
            None => self.absences = self.absences.saturating_add(1),
        }
        self.reached = match goal {
            Goal::Created => state.as_deref() == Some("Created"),
            Goal::Deleted => state.is_none() && (was_present || self.absences >= 2),
        };
        let unchanged = match &state {
            // Absent for now: not created yet, or not surely gone.
            None => !self.reached,
            Some(_) => state == self.state,
        };
        if unchanged {
            return None;
        }
        let mut event = Vec::new();
        let mut object = event::begin(&mut event, "state", self.kind.action());
        object.text("id", &self.id);
        if let Some(from) = &self.state {
            object.text("from", from);
        }
        self.state = state;
        object.text("to", self.state());
        object.end();
        Some(event)
    }
}
