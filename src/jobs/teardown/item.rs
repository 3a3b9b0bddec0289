//! One object that a teardown deletes, and where it stands.

use alloc::vec::Vec;

/// One session or filter.
#[derive(Debug)]
pub(super) struct Item {
    pub(super) status: Status,
    /// Some List showed it.
    pub(super) seen: bool,
    /// An attempt to delete it may have taken effect without our knowing.
    pub(super) ambiguous: bool,
    /// How the look that is under way shows it, until it is judged.
    pub(super) shown: Shown,
    /// Looks in a row that did not show it.
    pub(super) absences: u8,
    /// Deletes that were refused because it was busy, or in use.
    pub(super) refusals: u32,
    /// Since when it has been busy, or deleting.
    pub(super) since: Option<i64>,
    /// Why it failed, or was busy, as JSON. Empty where nothing is wrong.
    pub(super) error: Vec<u8>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Status {
    /// A filter of which it is not known whether sessions use it.
    Unchecked,
    Pending,
    /// A call about it is under way.
    Flying,
    /// Refused while it is being created or modified, or not reached; waits its turn.
    Busy,
    /// The service has accepted the deletion.
    Deleting,
    Deleted,
    AlreadyGone,
    Failed,
    /// A filter that sessions use.
    Used,
}

impl Status {
    pub(super) const ALL: [Self; 9] = [
        Self::Unchecked,
        Self::Pending,
        Self::Flying,
        Self::Busy,
        Self::Deleting,
        Self::Deleted,
        Self::AlreadyGone,
        Self::Failed,
        Self::Used,
    ];
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    No,
    Created,
    Deleting,
    Otherwise,
}
