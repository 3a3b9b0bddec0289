//! One thing that is waited for.

use super::{Goal, Kind};
use crate::jobs::event::Events;
use alloc::string::String;

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
    /// The look before did not show it.
    pub(super) missed: bool,
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

    /// Takes what a full List showed. Tells where the state changed.
    pub(super) fn observe(&mut self, goal: Goal, events: &mut Events) {
        let shown = self.shown.take();
        let absent = shown.is_none();
        self.reached = match goal {
            Goal::Created => shown.as_deref() == Some("Created"),
            Goal::Deleted => absent && (self.state.is_some() || self.missed),
        };
        self.missed = absent;
        // Absent for now: not created yet, or not surely gone.
        let unchanged = if absent {
            !self.reached
        } else {
            shown == self.state
        };
        if unchanged {
            return;
        }
        let mut event = events.about("state", self.kind.action());
        event.text("id", &self.id);
        if let Some(from) = &self.state {
            event.text("from", from);
        }
        self.state = shown;
        event.text("to", self.state());
        event.end();
    }
}
