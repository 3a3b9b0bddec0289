//! The states that sessions, filters and rules go through, and when.

use alloc::collections::BinaryHeap;
use core::cmp::{Ordering, Reverse};

/// The states (source: API reference). There is none for "failed" and none for "deleted": a deleted object is absent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    Creating,
    Created,
    Modifying,
    Deleting,
}

impl Status {
    pub(super) const NAMES: &[(&'static str, Self)] = &[
        ("Creating", Self::Creating),
        ("Created", Self::Created),
        ("Modifying", Self::Modifying),
        ("Deleting", Self::Deleting),
    ];

    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Creating => "Creating",
            Self::Created => "Created",
            Self::Modifying => "Modifying",
            Self::Deleting => "Deleting",
        }
    }
}

/// A state and, unless it is `Created`, when it ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Life {
    pub(super) status: Status,
    pub(super) settles_at: Option<i64>,
}

/// The name under which [`Life::settles_at`] stands in state and fixtures. It is in no row of the operation table, so that
/// no answer has it.
pub(super) const SETTLES_AT: &str = "settlesAt";

/// What became of an object whose time had come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Settled {
    Stays,
    Gone,
}

impl Life {
    pub(super) const CREATED: Self = Self {
        status: Status::Created,
        settles_at: None,
    };

    pub(super) const fn until(status: Status, settles_at: i64) -> Self {
        Self {
            status,
            settles_at: Some(settles_at),
        }
    }

    /// A busy object takes no further write (source: API reference, `IncorrectStatus.*`).
    pub(super) fn is_busy(self) -> bool {
        self.status != Status::Created
    }

    pub(super) fn settle(&mut self, now: i64) -> Settled {
        if self.settles_at.is_none_or(|at| at > now) {
            return Settled::Stays;
        }
        if self.status == Status::Deleting {
            return Settled::Gone;
        }
        *self = Self::CREATED;
        Settled::Stays
    }
}

/// What is to be looked at when its time comes. An object that has changed its mind meanwhile is looked at for nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Due {
    Session(u64),
    /// A filter, and its rules.
    Filter(u64),
}

#[derive(Debug)]
struct Entry<P> {
    at: i64,
    begun: u64,
    place: P,
    due: Due,
}

impl<P> Ord for Entry<P> {
    fn cmp(&self, other: &Self) -> Ordering {
        (self.at, self.begun).cmp(&(other.at, other.begun))
    }
}

impl<P> PartialOrd for Entry<P> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl<P> PartialEq for Entry<P> {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl<P> Eq for Entry<P> {}

/// Everything that is under way, by the time it ends and the order it began in.
#[derive(Debug)]
pub(super) struct Schedule<P> {
    due: BinaryHeap<Reverse<Entry<P>>>,
    begun: u64,
}

impl<P> Default for Schedule<P> {
    fn default() -> Self {
        Self {
            due: BinaryHeap::new(),
            begun: 0,
        }
    }
}

impl<P> Schedule<P> {
    pub(super) fn add(&mut self, at: i64, place: P, due: Due) {
        self.begun += 1;
        self.due.push(Reverse(Entry {
            at,
            begun: self.begun,
            place,
            due,
        }));
    }

    /// The next that is due by now.
    pub(super) fn next(&mut self, now: i64) -> Option<(P, Due)> {
        if self.due.peek()?.0.at > now {
            return None;
        }
        let Reverse(first) = self.due.pop()?;
        Some((first.place, first.due))
    }
}
