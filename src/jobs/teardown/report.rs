//! What a teardown tells: its progress, and its report at the end.

use alloc::vec::Vec;

use super::item::Status;
use super::objects::Objects;
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
    pub(super) fn write(
        &self,
        mut event: json::Object<'_>,
        elapsed_ms: i64,
        since: i64,
        elapsed_here: i64,
    ) {
        event.integer("total", self.total);
        event.integer("requested", self.requested);
        event.integer("deleting", self.deleting);
        event.integer("deleted", self.deleted);
        event.integer("failed", self.failed);
        event.integer("elapsedMs", elapsed_ms);
        let done = self.over() - since;
        if done > 0 {
            let left = elapsed_here.saturating_mul(self.total - self.over());
            event.integer("etaMs", left / done);
        }
        event.end();
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
    let mut report = Vec::new();
    let mut object = json::Object::begin(&mut report);
    let shown = if dry_run { LISTS.len() } else { PLANNED };
    for (number, name) in LISTS.iter().enumerate().take(shown) {
        let mut list = List {
            number,
            out: object.list(name),
        };
        for (place, reason) in plan.kept.reasons.iter().enumerate() {
            list.keep(plan.kept.ids.at(place), *reason);
        }
        list.take(&plan.sessions, dry_run.then_some(PLANNED));
        list.take(&plan.filters, dry_run.then_some(PLANNED + 1));
        list.out.push(b']');
    }
    object.integer("calls", calls);
    object.integer("elapsedMs", elapsed_ms);
    object.end();
    report
}

/// One of the lists, being written. What belongs into another is passed over.
struct List<'a> {
    number: usize,
    out: &'a mut Vec<u8>,
}

impl List<'_> {
    fn take(&mut self, objects: &Objects, planned: Option<usize>) {
        for (place, item) in objects.items.iter().enumerate() {
            let id = objects.ids.at(place);
            match (item.status, planned) {
                (Status::Deleted, _) => self.add(DELETED, id),
                (Status::AlreadyGone, _) => self.add(ALREADY_GONE, id),
                (Status::Used, _) => self.keep(id, Reason::Used),
                (Status::Failed, _) if self.number == FAILED => {
                    let mut object = self.about(id);
                    objects.write_failure(place, object.value("error"));
                    object.end();
                }
                (Status::Failed, _) | (_, None) => {}
                (_, Some(list)) if item.seen => self.add(list, id),
                _ => self.keep(id, Reason::Unlisted),
            }
        }
    }

    fn add(&mut self, number: usize, id: &str) {
        if number == self.number {
            json::next(self.out);
            json::string(id, self.out);
        }
    }

    fn keep(&mut self, id: &str, reason: Reason) {
        if self.number == KEPT {
            let mut object = self.about(id);
            object.text("reason", reason.as_str());
            object.end();
        }
    }

    /// Begins an object about one of an id.
    fn about(&mut self, id: &str) -> json::Object<'_> {
        json::next(self.out);
        let mut object = json::Object::begin(self.out);
        object.text("id", id);
        object
    }
}
