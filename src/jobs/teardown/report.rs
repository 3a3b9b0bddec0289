//! What a teardown tells: its progress, and its report at the end.

use alloc::vec::Vec;

use super::objects::{Objects, Status};
use super::plan::{Plan, Reason};
use crate::json;

/// How far the sessions have come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Progress {
    total: i64,
    requested: i64,
    deleting: i64,
    deleted: i64,
    failed: i64,
}

impl Progress {
    pub(super) fn of(sessions: &Objects) -> Self {
        let count = |status| sessions.count(status);
        let total = i64::try_from(sessions.items.len()).unwrap_or(i64::MAX);
        Self {
            total,
            requested: total - count(Status::Pending) - count(Status::Flying) - count(Status::Busy),
            deleting: count(Status::Deleting),
            deleted: count(Status::Deleted) + count(Status::AlreadyGone),
            failed: count(Status::Failed),
        }
    }

    /// Sessions about which nothing more is done.
    pub(super) const fn over(&self) -> i64 {
        self.deleted + self.failed
    }

    /// `since` is what was over when this process began, `elapsed_here` how long it has been at it.
    pub(super) fn event(&self, elapsed_ms: i64, since: i64, elapsed_here: i64) -> Vec<u8> {
        let mut event = Vec::new();
        let mut object = json::Object::begin(&mut event);
        object.text("type", "teardown");
        object.integer("total", self.total);
        object.integer("requested", self.requested);
        object.integer("deleting", self.deleting);
        object.integer("deleted", self.deleted);
        object.integer("failed", self.failed);
        object.integer("elapsedMs", elapsed_ms);
        let done = self.over() - since;
        if done > 0 {
            let left = elapsed_here.saturating_mul(self.total - self.over());
            object.integer("etaMs", left / done);
        }
        object.end();
        event
    }
}

/// The lists of a report; the last two are of a dry run alone.
const LISTS: [&str; 6] = [
    "deleted",
    "alreadyGone",
    "kept",
    "failed",
    "planned",
    "plannedFilters",
];
const DELETED: usize = 0;
const ALREADY_GONE: usize = 1;
const KEPT: usize = 2;
const FAILED: usize = 3;
const PLANNED: usize = 4;

/// The report, as JSON. A dry run's has `planned` and `plannedFilters` too.
pub(super) fn write(plan: &Plan, dry_run: bool, calls: i64, elapsed_ms: i64) -> Vec<u8> {
    let mut lists = Lists::default();
    for (id, reason) in &plan.kept {
        lists.keep(id, *reason);
    }
    for (objects, planned) in [(&plan.sessions, PLANNED), (&plan.filters, PLANNED + 1)] {
        for item in &objects.items {
            match item.status {
                Status::Deleted => lists.add(DELETED, &item.id, "", b""),
                Status::AlreadyGone => lists.add(ALREADY_GONE, &item.id, "", b""),
                Status::Used => lists.keep(&item.id, Reason::Used),
                Status::Failed => {
                    let error = item.error.as_deref().unwrap_or(b"null");
                    lists.add(FAILED, &item.id, "error", error);
                }
                _ if !dry_run => {}
                _ if item.seen => lists.add(planned, &item.id, "", b""),
                _ => lists.keep(&item.id, Reason::Unlisted),
            }
        }
    }
    let mut report = Vec::new();
    let mut object = json::Object::begin(&mut report);
    let shown = if dry_run { LISTS.len() } else { PLANNED };
    for (name, list) in LISTS.iter().zip(&mut lists.0).take(shown) {
        list.push(b']');
        object.raw(name, list);
    }
    object.integer("calls", calls);
    object.integer("elapsedMs", elapsed_ms);
    object.end();
    report
}

/// Lists being written, each without its end.
struct Lists([Vec<u8>; LISTS.len()]);

impl Default for Lists {
    fn default() -> Self {
        Self(core::array::from_fn(|_| b"[".to_vec()))
    }
}

impl Lists {
    fn keep(&mut self, id: &str, reason: Reason) {
        let mut text = Vec::new();
        json::string(reason.as_str(), &mut text);
        self.add(KEPT, id, "reason", &text);
    }

    /// Adds an id, or an object of the id and something about it.
    fn add(&mut self, list: usize, id: &str, name: &str, about: &[u8]) {
        let Some(list) = self.0.get_mut(list) else {
            return;
        };
        if list.len() > 1 {
            list.push(b',');
        }
        if name.is_empty() {
            json::string(id, list);
            return;
        }
        let mut object = json::Object::begin(list);
        object.text("id", id);
        object.raw(name, about);
        object.end();
    }
}
